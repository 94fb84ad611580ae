namespace CurlWs.TestServers;

/// <summary>How a client ended its side of a connection.</summary>
public enum ConnectionEnd
{
    /// <summary>It closed or half closed: FIN, after a close_notify when it spoke TLS properly.</summary>
    Fin,

    /// <summary>It reset the connection.</summary>
    Reset,

    /// <summary>It broke off TLS, with an alert or in the middle of a record.</summary>
    TlsBroken,
}
