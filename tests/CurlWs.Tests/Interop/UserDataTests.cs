using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text;
using System.Threading.Tasks;
using CurlWs.Interop;
using CurlWs.TestServers;
using Xunit;

using static CurlWs.Interop.LibCurl;

namespace CurlWs.Tests.Interop;

/// <summary>User data with and without its function, in any order: it arrives, or something says that it does not.</summary>
public sealed class UserDataTests
{
    private static readonly unsafe curl_write_callback s_collect = (buffer, size, nitems, user) =>
    {
        ((StringBuilder)user!).Append(Drive.Text(buffer, size * nitems));
        return size * nitems;
    };

    [Fact]
    public Task WriteData_StreamWithoutAFunction_GetsTheBody() => RunAsync(async (curl, _) =>
    {
        using MemoryStream body = new();
        Drive.Ok(curl_easy_setopt(curl, CURLOPT_WRITEDATA, body));
        Drive.Ok(await Drive.PerformAsync(curl));
        Assert.Equal("answer", Text(body));

        // A function, and back: in C, the FILE is written to again.
        StringBuilder collected = new();
        Drive.Ok(curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, s_collect));
        Drive.Ok(curl_easy_setopt(curl, CURLOPT_WRITEDATA, collected));
        Drive.Ok(await Drive.PerformAsync(curl));
        Assert.Equal(("answer", "answer"), (collected.ToString(), Text(body)));
        Drive.Ok(curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, null));
        Drive.Ok(curl_easy_setopt(curl, CURLOPT_WRITEDATA, body));
        Drive.Ok(await Drive.PerformAsync(curl));
        Assert.Equal("answeranswer", Text(body));
    });

    [Fact]
    public Task WriteData_ObjectWithoutAFunction_FailsTheTransfer() => RunAsync(async (curl, _) =>
    {
        Drive.Ok(curl_easy_setopt(curl, CURLOPT_WRITEDATA, new object()));
        Assert.Equal(CURLE_WRITE_ERROR, await Drive.PerformAsync(curl));
        Drive.Ok(curl_easy_setopt(curl, CURLOPT_WRITEDATA, "text"));
        Assert.Equal(CURLE_WRITE_ERROR, await Drive.PerformAsync(curl));

        // As in C, the function may come after its data.
        StringBuilder collected = new();
        Drive.Ok(curl_easy_setopt(curl, CURLOPT_WRITEDATA, collected));
        Drive.Ok(curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, s_collect));
        Drive.Ok(await Drive.PerformAsync(curl));
        Assert.Equal("answer", collected.ToString());
    });

    [Fact]
    public Task WriteData_StreamThatFails_SurfacesFromTheCall() => RunAsync(async (curl, _) =>
    {
        MemoryStream closed = new();
        await closed.DisposeAsync();
        Drive.Ok(curl_easy_setopt(curl, CURLOPT_WRITEDATA, closed));
        await Assert.ThrowsAsync<ObjectDisposedException>(() => Drive.PerformAsync(curl));
    });

    [Fact]
    public Task ReadData_StreamWithoutAFunction_IsUploaded() => RunAsync(async (curl, bodies) =>
    {
        Drive.Discard(curl);
        using MemoryStream stream = new("my stream"u8.ToArray());
        Upload(curl, 9);
        Drive.Ok(curl_easy_setopt(curl, CURLOPT_READDATA, stream));
        Drive.Ok(await Drive.PerformAsync(curl));
        Assert.Equal(["my stream"], bodies);

        // Resuming skips what was there before.
        Upload(curl, 9);
        stream.Position = 0;
        Drive.Ok(curl_easy_setopt(curl, CURLOPT_RESUME_FROM_LARGE, 3L));
        Drive.Ok(await Drive.PerformAsync(curl));
        Assert.Equal(["my stream", "stream"], bodies);
    });

    [Fact]
    public async Task ReadData_StreamThatMustBeSentAgain_IsRewound()
    {
        List<string> bodies = [];
        await ScriptedServer.RunAsync(
            async connection =>
            {
                for (int status = 307; status >= 200; status -= 107)
                {
                    await connection.ReadRequestAsync();
                    bodies.Add(Encoding.UTF8.GetString(await connection.ReadBytesAsync(9)));
                    await connection.RespondAsync(status, [("Location", "/again")], "answer");
                }
            },
            async server =>
            {
                using CURL curl = Drive.NewCurl(server.HttpUri);
                using MemoryStream stream = new("my stream"u8.ToArray());
                Upload(curl, 9);
                Drive.Ok(curl_easy_setopt(curl, CURLOPT_FOLLOWLOCATION, 1));
                Drive.Ok(curl_easy_setopt(curl, CURLOPT_READDATA, stream));
                Drive.Ok(await Drive.PerformAsync(curl));
            });
        Assert.Equal(["my stream", "my stream"], bodies);
    }

    [Fact]
    public Task ReadData_ObjectWithoutAFunction_FailsTheTransfer() => RunAsync(async (curl, bodies) =>
    {
        Drive.Discard(curl);
        Upload(curl, 9);
        Drive.Ok(curl_easy_setopt(curl, CURLOPT_READDATA, new object()));
        Assert.Equal(CURLE_ABORTED_BY_CALLBACK, await Drive.PerformAsync(curl));
        Assert.Empty(bodies);
    });

    [Fact]
    public Task HeaderData_WithoutAFunction_GoesToTheWriteFunction() => RunAsync(async (curl, _) =>
    {
        StringBuilder headers = new(), body = new();
        Drive.Ok(curl_easy_setopt(curl, CURLOPT_HEADERDATA, headers));
        Drive.Ok(curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, s_collect));
        Drive.Ok(curl_easy_setopt(curl, CURLOPT_WRITEDATA, body));
        Drive.Ok(await Drive.PerformAsync(curl));
        Assert.StartsWith("HTTP/1.1 200", headers.ToString(), StringComparison.Ordinal);
        Assert.Equal("answer", body.ToString());

        // A pointer, too, as what it is.
        List<object?> users = [];
        Drive.Ok(curl_easy_setopt(curl, CURLOPT_HEADERDATA, (nint)42));
        Remember(curl, users);
        Drive.Ok(await Drive.PerformAsync(curl));
        Assert.Contains((nint)42, users);
        Assert.Same(body, users[^1]);

        // A function of its own, and then none and no data: the write function gets the body alone again.
        Drive.Ok(curl_easy_setopt(curl, CURLOPT_HEADERFUNCTION, s_collect));
        Drive.Ok(curl_easy_setopt(curl, CURLOPT_HEADERFUNCTION, null));
        Drive.Ok(curl_easy_setopt(curl, CURLOPT_HEADERDATA, null));
        users.Clear();
        Drive.Ok(await Drive.PerformAsync(curl));
        Assert.All(users, user => Assert.Same(body, user));
    });

    [Fact]
    public Task HeaderData_StreamWithoutFunctions_GetsTheHeaders() => RunAsync(async (curl, _) =>
    {
        using MemoryStream headers = new(), body = new();
        Drive.Ok(curl_easy_setopt(curl, CURLOPT_HEADERDATA, headers));
        Drive.Ok(curl_easy_setopt(curl, CURLOPT_WRITEDATA, body));
        Drive.Ok(await Drive.PerformAsync(curl));
        Assert.StartsWith("HTTP/1.1 200", Text(headers), StringComparison.Ordinal);
        Assert.Equal("answer", Text(body));
        Drive.Ok(curl_easy_setopt(curl, CURLOPT_HEADERDATA, new object()));
        Assert.Equal(CURLE_WRITE_ERROR, await Drive.PerformAsync(curl));
    });

    [Fact]
    public Task Stream_OnADuplicateAndAfterAReset_IsTheRightOne() => RunAsync(async (curl, _) =>
    {
        using MemoryStream first = new(), second = new();
        Drive.Ok(curl_easy_setopt(curl, CURLOPT_WRITEDATA, first));
        CURL copy = curl_easy_duphandle(curl)!;
        Drive.Ok(curl_easy_setopt(curl, CURLOPT_WRITEDATA, second));
        Drive.Ok(await Drive.PerformAsync(curl));
        Assert.Equal(("", "answer"), (Text(first), Text(second)));
        curl_easy_cleanup(curl);
        Drive.Ok(await Drive.PerformAsync(copy));
        Assert.Equal(("answer", "answer"), (Text(first), Text(second)));
        Drive.Ok(curl_easy_getinfo(copy, CURLINFO_EFFECTIVE_URL, out string? url));
        curl_easy_reset(copy);
        Drive.Ok(curl_easy_setopt(copy, CURLOPT_URL, url));
        Drive.Ok(curl_easy_setopt(copy, CURLOPT_NOBODY, 1));
        Drive.Ok(await Drive.PerformAsync(copy));
        Assert.Equal("answer", Text(first));
        curl_easy_cleanup(copy);
    });

    [Fact]
    public Task PointerData_BeforeAManagedFunction_ArrivesAsThePointer() => RunAsync(async (curl, _) =>
    {
        List<object?> users = [];
        Drive.Ok(curl_easy_setopt(curl, CURLOPT_WRITEDATA, (nint)41));
        Remember(curl, users);
        Drive.Ok(curl_easy_setopt(curl, CURLOPT_XFERINFODATA, (nint)42));
        Drive.Ok(curl_easy_setopt(curl, CURLOPT_NOPROGRESS, 0));
        Drive.Ok(curl_easy_setopt(curl, CURLOPT_XFERINFOFUNCTION, (user, _, _, _, _) =>
        {
            users.Add(user);
            return 0;
        }));
        Drive.Ok(await Drive.PerformAsync(curl));
        Assert.Equal([41, 42], users.Select(user => (int)(nint)user!).Distinct().Order());
    });

    [Fact]
    public Task PointerFunction_GetsThePointerThatWasSetBeforeOrAfter() => RunAsync(async (curl, _) =>
    {
        Assert.Equal(6, await Drive.OnThreadAsync(() => CountBytes(curl, dataFirst: true)));
        Assert.Equal(6, await Drive.OnThreadAsync(() => CountBytes(curl, dataFirst: false)));
    });

    [Theory]
    [MemberData(nameof(DataOptions))]
    public unsafe void Object_ForAFunctionOfC_IsRefusedInBothOrders(CURLoption data)
    {
        (CURLoption function, CURLoption second) = Callbacks.FunctionsOf(data);
        Assert.NotEqual((CURLoption)0, function);
        nint pointer = (nint)(delegate* unmanaged[Cdecl]<byte*, nuint, nuint, nuint*, nuint>)&Count;
        foreach (CURLoption option in new[] { function, second }.Where(option => option != 0))
        {
            using CURL curl = curl_easy_init()!;
            if (curl_easy_setopt(curl, option, pointer) != CURLE_OK)
            {
                Assert.SkipWhen(true, $"This libcurl has no {option}.");
            }

            Assert.Equal(CURLE_BAD_FUNCTION_ARGUMENT, curl_easy_setopt(curl, data, new object()));
            Drive.Ok(curl_easy_setopt(curl, data, (nint)1));
            Drive.Ok(curl_easy_setopt(curl, option, (nint)0));
            Drive.Ok(curl_easy_setopt(curl, data, new object()));
            Assert.Equal(CURLE_BAD_FUNCTION_ARGUMENT, curl_easy_setopt(curl, option, pointer));
            Drive.Ok(curl_easy_setopt(curl, data, null));
            Drive.Ok(curl_easy_setopt(curl, option, pointer));
        }
    }

    public static TheoryData<CURLoption> DataOptions =>
        [.. Enum.GetValues<CURLoption>().Where(option => OptionKinds.Of(option) == OptionKind.CallbackData).Distinct()];

    [Fact]
    public unsafe void Functions_ThatShareTheirData_AreManagedOrOfC()
    {
        using CURL curl = curl_easy_init()!;
        nint pointer = (nint)(delegate* unmanaged[Cdecl]<byte*, nuint, nuint, nuint*, nuint>)&Count;
        Drive.Ok(curl_easy_setopt(curl, CURLOPT_XFERINFOFUNCTION, pointer));
        curl_progress_callback progress = (_, _, _, _, _) => 0;
        Assert.Equal(CURLE_BAD_FUNCTION_ARGUMENT, curl_easy_setopt(curl, CURLOPT_PROGRESSFUNCTION, progress));
        Drive.Ok(curl_easy_setopt(curl, CURLOPT_XFERINFOFUNCTION, null));
        Drive.Ok(curl_easy_setopt(curl, CURLOPT_PROGRESSFUNCTION, progress));
        Assert.Equal(CURLE_BAD_FUNCTION_ARGUMENT, curl_easy_setopt(curl, CURLOPT_XFERINFOFUNCTION, pointer));
    }

    [Fact]
    public Task StandardOutput_BesideConsole_IsInOrder() => ScriptedServer.RunAsync(Drive.Http("answer"), async server =>
    {
        LoaderProbe probe = await LoaderProbe.RunAsync(CurlLibrary.Path, "output", server.HttpUri.AbsoluteUri);
        string[] lines = probe.Output.Split('\n', StringSplitOptions.TrimEntries);
        Assert.Equal(["before", "answer CURLE_OK", "answer CURLE_OK", "answer after"], lines);
    });

    [Fact]
    public void String_WithAZero_IsRefused()
    {
        using CURL curl = curl_easy_init()!;
        Assert.Equal(CURLE_BAD_FUNCTION_ARGUMENT, curl_easy_setopt(curl, CURLOPT_URL, "http://127.0.0.1/\0.example/"));
        Assert.Null(curl_slist_append(null, "X-A: b\0c"));
        using CURLU url = curl_url()!;
        Assert.Equal(CURLUE_MALFORMED_INPUT, curl_url_set(url, CURLUPART_URL, "http://127.0.0.1/\0", 0));
        using curl_mime mime = curl_mime_init(curl)!;
        Assert.Equal(CURLE_BAD_FUNCTION_ARGUMENT, curl_mime_name(curl_mime_addpart(mime), "a\0b"));
        Assert.Equal("a%00b", curl_easy_escape(curl, "a\0b", 0));
    }

    private static unsafe int CountBytes(CURL curl, bool dataFirst)
    {
        nuint received = 0;
        if (dataFirst) { Drive.Ok(curl_easy_setopt(curl, CURLOPT_WRITEDATA, &received)); }
        Drive.Ok(curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, (delegate* unmanaged[Cdecl]<byte*, nuint, nuint, nuint*, nuint>)&Count));
        if (!dataFirst) { Drive.Ok(curl_easy_setopt(curl, CURLOPT_WRITEDATA, &received)); }
        Drive.Ok(curl_easy_perform(curl));

        // From C's function to a managed one and back, with the data of each.
        StringBuilder collected = new();
        Drive.Ok(curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, s_collect));
        Drive.Ok(curl_easy_setopt(curl, CURLOPT_WRITEDATA, collected));
        Drive.Ok(curl_easy_perform(curl));
        Assert.Equal("answer", collected.ToString());
        Drive.Ok(curl_easy_setopt(curl, CURLOPT_WRITEDATA, null));
        return (int)received;
    }

    private static unsafe void Remember(CURL curl, List<object?> users) =>
        Drive.Ok(curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, (buffer, size, nitems, user) =>
        {
            users.Add(user);
            return size * nitems;
        }));

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static unsafe nuint Count(byte* buffer, nuint size, nuint nitems, nuint* received)
    {
        *received += size * nitems;
        return size * nitems;
    }

    private static void Upload(CURL curl, long size)
    {
        Drive.Ok(curl_easy_setopt(curl, CURLOPT_UPLOAD, 1));
        Drive.Ok(curl_easy_setopt(curl, CURLOPT_INFILESIZE_LARGE, size));
        curl_slist headers = curl_slist_append(null, "Expect:")!;
        Drive.Ok(curl_easy_setopt(curl, CURLOPT_HTTPHEADER, headers));
        curl_slist_free_all(headers);
    }

    private static string Text(MemoryStream stream) => Encoding.UTF8.GetString(stream.ToArray());

    private static async Task RunAsync(Func<CURL, List<string>, Task> test)
    {
        List<string> bodies = [];
        await ScriptedServer.RunAsync(Drive.Http("answer", body => bodies.Add(Encoding.UTF8.GetString(body))), async server =>
        {
            using CURL curl = curl_easy_init()!;
            Drive.Ok(curl_easy_setopt(curl, CURLOPT_URL, server.HttpUri.AbsoluteUri));
            Drive.Ok(curl_easy_setopt(curl, CURLOPT_PROXY, ""));
            Drive.Ok(curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1));
            Drive.Ok(curl_easy_setopt(curl, CURLOPT_TIMEOUT_MS, (long)Deadline.Default.TotalMilliseconds));
            await test(curl, bodies);
        });
    }
}
