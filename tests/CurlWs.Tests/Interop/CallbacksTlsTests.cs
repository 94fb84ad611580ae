using System;
using System.Collections.Generic;
using System.Threading.Tasks;
using CurlWs.Interop;
using CurlWs.TestServers;
using Xunit;

using static CurlWs.Interop.LibCurl;

namespace CurlWs.Tests.Interop;

/// <summary>The callbacks that need TLS: the context, exported sessions, and HSTS entries that are written.</summary>
public sealed class CallbacksTlsTests : IDisposable
{
    private readonly TestCertificates _certificates = new();

    public void Dispose() => _certificates.Dispose();

    [Fact]
    public Task SslCtx_OnAHandshake_GetsItsArgumentsAndWhatItThrowsSurfaces() => RunAsync(async curl =>
    {
        object mark = new();
        List<object?> users = [];
        CURLcode data = curl_easy_setopt(curl, CURLOPT_SSL_CTX_DATA, mark);
        Assert.SkipWhen(data == CURLE_NOT_BUILT_IN, "This libcurl's TLS library has no such callback.");
        Drive.Ok(data);
        CURLcode set = SetContext(curl, users);
        Assert.SkipWhen(set is CURLE_NOT_BUILT_IN or CURLE_UNKNOWN_OPTION, "This libcurl's TLS library has no such callback.");
        Drive.Ok(set);
        Drive.Ok(await Drive.PerformAsync(curl));
        Assert.Same(mark, Assert.Single(users));

        InvalidOperationException thrown = new("context");
        Drive.Ok(curl_easy_setopt(curl, CURLOPT_FRESH_CONNECT, 1));
        SetThrowing(curl, thrown);
        Assert.Same(thrown, await Assert.ThrowsAsync<InvalidOperationException>(() => Drive.PerformAsync(curl)));
        SetContext(curl, users);
        Drive.Ok(await Drive.PerformAsync(curl));
        Assert.Equal(2, users.Count);
    });

    [Fact]
    public Task SessionExport_AfterAHandshake_GetsItsArgumentsOrIsNotBuiltIn() => RunAsync(async curl =>
    {
        Assert.SkipWhen(LoadedLibrary.VersionNumber < 0x080c00, "curl_easy_ssls_export came with 8.12.0.");
        Drive.Ok(await Drive.PerformAsync(curl));
        object mark = new();
        List<object?> users = [];
        CURLcode result = Export(curl, users, mark);
        Assert.SkipWhen(result == CURLE_NOT_BUILT_IN, "This libcurl was built without SSLS-EXPORT.");
        Drive.Ok(result);
        Assert.NotEmpty(users);
        Assert.All(users, user => Assert.Same(mark, user));
        InvalidOperationException thrown = new("export");
        Assert.Same(thrown, Assert.Throws<InvalidOperationException>(() => ExportThrowing(curl, thrown)));
    });

    [Fact]
    public async Task HstsWrite_AtTheCleanup_GetsTheEntriesAndWhatItThrowsSurfaces()
    {
        object mark = new();
        List<(object? User, string Name, CURL? Easy)> entries = [];
        foreach (Exception? thrown in new[] { null, new InvalidOperationException("hsts") })
        {
            CURL curl = curl_easy_init()!;
            Drive.Ok(curl_easy_setopt(curl, CURLOPT_HSTS_CTRL, CURLHSTS_ENABLE));
            SetHsts(curl, entries, mark, thrown);
            Drive.Ok(curl_easy_setopt(curl, CURLOPT_URL, "http://127.0.0.1:1/"));
            Assert.NotEqual(CURLE_OK, await Drive.PerformAsync(curl));
            Exception? surfaced = Record.Exception(() => curl_easy_cleanup(curl));
            Assert.Same(thrown, surfaced);
            Assert.True(curl.IsClosed);
            (object? user, string name, CURL? easy) = entries[^1];
            Assert.Equal("a.example", name);
            Assert.Same(mark, user);
            Assert.Same(curl, easy);
        }
    }

    private static unsafe void SetHsts(CURL curl, List<(object?, string, CURL?)> entries, object mark, Exception? thrown)
    {
        bool given = false;
        Drive.Ok(curl_easy_setopt(curl, CURLOPT_HSTSREADFUNCTION, (curl_hstsread_callback)((_, entry, _) =>
        {
            (bool before, given) = (given, true);
            if (before) { return CURLSTS_DONE; }
            "a.example\0"u8.CopyTo(new Span<byte>(entry->name, (int)entry->namelen));
            "20991231 10:00:00\0"u8.CopyTo(entry->expire);
            return CURLSTS_OK;
        })));
        Drive.Ok(curl_easy_setopt(curl, CURLOPT_HSTSWRITEDATA, mark));
        Drive.Ok(curl_easy_setopt(curl, CURLOPT_HSTSWRITEFUNCTION, (curl_hstswrite_callback)((easy, entry, index, user) =>
        {
            Assert.Equal((0u, 1u), (index->index, index->total));
            entries.Add((user, Drive.Text(entry->name, entry->namelen), easy));
            return thrown is null ? CURLSTS_OK : throw thrown;
        })));
    }

    private static unsafe CURLcode SetContext(CURL curl, List<object?> users) =>
        curl_easy_setopt(curl, CURLOPT_SSL_CTX_FUNCTION, (curl_ssl_ctx_callback)((handle, context, user) =>
        {
            Assert.Same(curl, handle);
            Assert.True(context != null);
            users.Add(user);
            return CURLE_OK;
        }));

    private static unsafe void SetThrowing(CURL curl, Exception exception) =>
        Drive.Ok(curl_easy_setopt(curl, CURLOPT_SSL_CTX_FUNCTION, (curl_ssl_ctx_callback)((_, _, _) => throw exception)));

    private static unsafe CURLcode Export(CURL curl, List<object?> users, object mark) =>
        curl_easy_ssls_export(
            curl,
            (handle, user, key, mac, macLength, data, length, _, _, _, _) =>
            {
                Assert.Same(curl, handle);
                Assert.NotEqual<nuint>(0, length);
                users.Add(user);
                return CURLE_OK;
            },
            mark);

    private static unsafe CURLcode ExportThrowing(CURL curl, Exception exception) =>
        curl_easy_ssls_export(curl, (_, _, _, _, _, _, _, _, _, _, _) => throw exception, null);

    private Task RunAsync(Func<CURL, Task> test)
    {
        ScriptedServerOptions options = new() { Certificate = _certificates.Server };
        return RunServerAsync();

        async Task RunServerAsync()
        {
            ScriptedServer server = ScriptedServer.Start(Drive.Http(), options);
            CURL curl = Drive.NewCurl(server.HttpUri);
            try
            {
                Drive.Ok(curl_easy_setopt(curl, CURLOPT_CAINFO, _certificates.CaFile));
                await test(curl);
            }
            finally
            {
                curl_easy_cleanup(curl);
                await server.DisposeAsync();
            }
        }
    }
}
