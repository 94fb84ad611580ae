namespace CurlWs.TestServers;

/// <summary>Whether a server listens on a Unix domain socket, and on which kind.</summary>
public enum UnixSocketKind
{
    /// <summary>On TCP.</summary>
    None,

    /// <summary>On a socket that is a file.</summary>
    Path,

    /// <summary>On a socket in Linux's abstract namespace, which no file stands for.</summary>
    Abstract,
}
