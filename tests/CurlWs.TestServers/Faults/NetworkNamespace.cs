using System;
using System.ComponentModel;
using System.Diagnostics;
using System.IO;
using System.Net;
using System.Runtime.ExceptionServices;
using System.Runtime.InteropServices;
using System.Threading;

using Microsoft.Win32.SafeHandles;

namespace CurlWs.TestServers;

/// <summary>A network of its own on this machine, reached over one cable (a pair of veth devices) that can be cut.</summary>
/// <remarks>
/// Servers listen inside (<see cref="ScriptedServerOptions.Network"/>), clients are the rest of the process. Needs Linux, iproute2 and
/// root; the test is skipped, and says why, where one is missing. All members may be used from any thread.
/// </remarks>
public sealed partial class NetworkNamespace : IDisposable
{
    // Addresses for tests between networks (RFC 2544): they are nobody's, so that no network of this machine is hidden by them.
    private const int Networks = 1 << 15;
    private static int s_last;

    private readonly string _name;
    private PoorWire? _wire;
    private int _disposed;

    private NetworkNamespace()
    {
        int number = Interlocked.Increment(ref s_last);
        _name = $"cw{Environment.ProcessId}n{number}";
        int network = ((Environment.ProcessId * 64) + number) % Networks * 4;
        Outside = new IPAddress([198, (byte)(18 + (network >> 16)), (byte)(network >> 8), (byte)(network + 1)]);
        Address = new IPAddress([198, (byte)(18 + (network >> 16)), (byte)(network >> 8), (byte)(network + 2)]);
    }

    /// <summary>The address inside.</summary>
    public IPAddress Address { get; }

    /// <summary>The address of this end of the cable.</summary>
    public IPAddress Outside { get; }

    /// <summary>Makes one.</summary>
    /// <returns>A network whose cable is connected.</returns>
    public static NetworkNamespace Create()
    {
        NetworkNamespace made = Make(name =>
            [$"link add {name} address 02:00:00:00:00:01 type veth peer name inside address 02:00:00:00:00:02 netns {name}"]);

        // The neighbour is entered by hand: nobody asks for it in vain once the cable is cut, which would fail a connect by itself.
        made.Ip($"neigh replace {made.Address} lladdr 02:00:00:00:00:02 dev {made._name} nud permanent");
        return made;
    }

    /// <summary>Makes one behind a wire that delays and loses, also where the kernel has no discipline that does.</summary>
    /// <param name="delay">How much later a packet arrives, each way.</param>
    /// <param name="lossPercent">How many of a hundred packets do not, each way: the same ones in every run.</param>
    /// <returns>A network whose wire is connected.</returns>
    public static NetworkNamespace CreatePoor(TimeSpan delay, int lossPercent)
    {
        NetworkNamespace made = Make(name => [$"tuntap add dev {name} mode tun", $"-n {name} tuntap add dev inside mode tun"]);
        made._wire = new PoorWire(PoorWire.Open(made._name), made.Run(() => PoorWire.Open("inside")), delay, lossPercent);
        return made;
    }

    /// <summary>Cuts the cable: from now on nothing arrives on either side, and neither is told.</summary>
    public void Cut() => Ip($"-n {_name} link set inside down");

    /// <summary>Mends the cable.</summary>
    public void Mend() => Ip($"-n {_name} link set inside up");

    /// <summary>Makes the cable worse, each way; the test is skipped when the kernel has no discipline of the kind.</summary>
    /// <param name="discipline">What <c>tc qdisc add dev ... root</c> takes, such as <c>netem delay 20ms loss 5%</c>.</param>
    public void Shape(string discipline)
    {
        string? reason = Try("tc", $"qdisc add dev {_name} root {discipline}")
            ?? Try("tc", $"-n {_name} qdisc add dev inside root {discipline}");
        if (reason is not null)
        {
            throw Skip.Because($"tc qdisc add dev ... root {discipline}: {reason}");
        }
    }

    /// <summary>Removes it. Dispose what listens in it before.</summary>
    public void Dispose()
    {
        if (Interlocked.Exchange(ref _disposed, 1) == 0)
        {
            // A socket that is still open keeps a namespace, but not the cable. Each may never have been made, or have gone with the other.
            _ = Try("ip", $"-n {_name} link del inside");
            _ = Try("ip", $"link del {_name}");
            _wire?.Dispose();
            _ = Try("ip", $"netns del {_name}");
        }
    }

    /// <summary>Does something on a thread that is inside: a socket stays in the network where it was made.</summary>
    internal T Run<T>(Func<T> action)
    {
        T? result = default;
        ExceptionDispatchInfo? failure = null;
        Thread thread = new(() =>
        {
            try
            {
                using SafeFileHandle file = File.OpenHandle(
                    $"/run/netns/{_name}", FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
                if (Enter(file, 0) != 0)
                {
                    throw new Win32Exception();
                }

                result = action();
            }
            catch (Exception e)
            {
                failure = ExceptionDispatchInfo.Capture(e);
            }
        });
        thread.Start();
        thread.Join();
        failure?.Throw();
        return result!;
    }

    private static NetworkNamespace Make(Func<string, string[]> commands)
    {
        if (!OperatingSystem.IsLinux())
        {
            throw Skip.Because("Only Linux has network namespaces.");
        }

        NetworkNamespace made = new();
        string name = made._name;
        foreach (string command in (string[])[$"netns add {name}", .. commands(name)])
        {
            if (Try("ip", command) is string reason)
            {
                made.Dispose();
                throw Skip.Because($"Network namespaces need iproute2 and the right to make them. ip {command}: {reason}");
            }
        }

        made.Ip($"addr add {made.Outside}/30 dev {name}");
        made.Ip($"link set {name} up");
        made.Ip($"-n {name} addr add {made.Address}/30 dev inside");
        made.Ip($"-n {name} link set lo up");
        made.Ip($"-n {name} link set inside up");
        return made;
    }

    private void Ip(string command)
    {
        if (Try("ip", command) is string reason)
        {
            Dispose();
            throw new InvalidOperationException($"ip {command}: {reason}");
        }
    }

    /// <summary>Why a command did not work; null when it did.</summary>
    private static string? Try(string program, string arguments)
    {
        ProcessStartInfo start = new(program, arguments) { RedirectStandardError = true };
        try
        {
            using Process process = Process.Start(start)!;
            string error = process.StandardError.ReadToEnd();
            process.WaitForExit();
            return process.ExitCode == 0 ? null : error.Trim();
        }
        catch (Win32Exception e)
        {
            return e.Message;
        }
    }

    // A thread that never goes back into the pool may enter without leaving.
    [LibraryImport("libc", EntryPoint = "setns", SetLastError = true)]
    private static partial int Enter(SafeFileHandle network, int kind);
}
