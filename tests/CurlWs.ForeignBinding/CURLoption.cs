namespace ForeignBinding;

/// <summary>The options as an old binding knows them: nothing of WebSockets.</summary>
public enum CURLoption
{
    WRITEDATA = 10001,
    URL = 10002,
    ERRORBUFFER = 10010,
    WRITEFUNCTION = 20011,
    TIMEOUT_MS = 155,
    CAINFO = 10065,
    USERAGENT = 10018,
    POSTFIELDS = 10015,
    HTTPGET = 80,
    CONNECT_ONLY = 141,
    PRIVATE = 10103,
}
