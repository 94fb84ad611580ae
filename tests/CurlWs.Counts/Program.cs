using System;
using System.Globalization;
using System.Text.RegularExpressions;
using CurlWs.Counts;

// The parts of build/count.sh, which says what each is for.
switch (args)
{
    case ["serve"]:
        PeerServer.Run();
        return 0;
    case ["run", string port, string cases]:
        using (Peer peer = new(int.Parse(port, CultureInfo.InvariantCulture)))
        {
            await new CountedCases(peer, name => Regex.IsMatch(name, cases)).RunAsync();
        }

        return 0;
    case ["compare", string record, string folder, string update]:
        return Comparison.Run(record, folder, update == "update");
    case ["profile", string folder]:
        return Profile.Print(folder);
    default:
        Console.Error.WriteLine("usage: serve | run PORT CASES | compare RECORD FOLDER update|check | profile FOLDER");
        return 64;
}
