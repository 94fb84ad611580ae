using System.Threading;
using System.Threading.Tasks;
using CurlWs.Samples;
using CurlWs.TestServers;

namespace CurlWs.Tests.Samples;

/// <summary>Starts the samples' server. It makes a certificate, so a test is skipped where no key can be made.</summary>
internal static class EmbeddedServers
{
    internal static Task<EmbeddedServer> StartAsync(CancellationToken cancellationToken)
    {
        TestCertificates.RequireCurves();
        return EmbeddedServer.StartAsync(cancellationToken);
    }
}
