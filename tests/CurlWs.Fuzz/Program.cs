// Fuzzing that learns from the branches that an input takes; build/fuzz.sh builds, instruments and starts it. CURLWS_FUZZ_TARGET names the
// target, and the arguments are libFuzzer's. With "replay" in front they are files or folders that are run once each, without libFuzzer.
// Exit code 0: all held; 77: an input was found for which something does not; 2: usage.

using System;
using System.Diagnostics;
using System.IO;

using CurlWs.Fuzz;

// An assertion of the library's that fails is a finding, and not the end of the process.
Trace.Listeners.Clear();
Trace.Listeners.Add(new ThrowingListener());

string name = Environment.GetEnvironmentVariable("CURLWS_FUZZ_TARGET") ?? string.Empty;
if (!FuzzTargets.All.TryGetValue(name, out Func<FuzzTarget>? make))
{
    Console.Error.WriteLine($"fuzz: CURLWS_FUZZ_TARGET must be one of: {string.Join(", ", FuzzTargets.All.Keys)}.");
    return 2;
}

LibFuzzer.Prepare();
using FuzzTarget target = make();
if (args is not ["replay", .. string[] places])
{
    return LibFuzzer.Run(target, args);
}

int inputs = 0;
foreach (string place in places)
{
    foreach (string file in Directory.Exists(place) ? Directory.GetFiles(place) : [place])
    {
        try
        {
            target.Run(File.ReadAllBytes(file));
            inputs++;
        }
        catch (Exception e)
        {
            Console.WriteLine($"{file}: {e}");
            return 77;
        }
    }
}

Console.WriteLine($"{name}: {inputs} inputs, all as they should be");
return 0;
