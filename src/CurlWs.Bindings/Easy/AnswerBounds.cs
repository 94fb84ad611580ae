using System;
using System.Collections.Generic;

namespace CurlWs;

/// <summary>
/// Which header field belongs to which answer. libcurl keeps those of all interim answers (100, 103) and of the 101 in one list without
/// bounds, and likewise those of a proxy's answers to CONNECT (407, then 200).
/// </summary>
internal sealed class AnswerBounds
{
    /// <summary>So many answers come before a 101 at most: interim ones, and those of a proxy that asks for credentials in steps.</summary>
    internal const int Most = 64;

    private readonly List<(int FirstField, int Status)> _answers = [];

    /// <summary>Whether the last answer's head has ended, with its empty line.</summary>
    internal bool IsComplete { get; private set; }

    /// <summary>Whether no further answer is taken: libcurl itself takes interim ones without end.</summary>
    internal bool AreTooMany => _answers.Count >= Most;

    /// <summary>Whether there is anything to keep apart.</summary>
    internal bool AreSeveral => _answers.Count > 1;

    /// <summary>The status of a status line such as <c>HTTP/1.1 101 Switching Protocols</c>; null for any other line.</summary>
    internal static int? StatusOf(ReadOnlySpan<byte> line)
    {
        if (!line.StartsWith("HTTP/"u8))
        {
            return null;
        }

        ReadOnlySpan<byte> rest = line[(line.IndexOf((byte)' ') + 1)..];
        int status = 0;
        for (int i = 0; i < rest.Length && char.IsAsciiDigit((char)rest[i]) && i < 3; i++)
        {
            status = (status * 10) + rest[i] - '0';
        }

        return status;
    }

    /// <summary>An answer begins.</summary>
    /// <param name="fieldsBefore">How many fields there are of those before it.</param>
    /// <param name="status">Its status.</param>
    internal void Begin(int fieldsBefore, int status)
    {
        _answers.Add((fieldsBefore, status));
        IsComplete = false;
    }

    /// <summary>An answer's head goes on.</summary>
    internal void Continue(ReadOnlySpan<byte> line) => IsComplete = line.TrimEnd("\r\n"u8).IsEmpty;

    /// <summary>Whether a field is of the last answer that the server, or the proxy, has given.</summary>
    /// <param name="index">Its place among all fields.</param>
    /// <param name="origin">Where it stood.</param>
    /// <param name="tunnelled">Whether a proxy has answered CONNECT: its answers come first, up to one of 2xx.</param>
    internal bool IsOfLastAnswer(int index, CurlHeaderOrigin origin, bool tunnelled) => origin switch
    {
        CurlHeaderOrigin.Informational => index >= _answers[^1].FirstField,
        CurlHeaderOrigin.Connect when tunnelled => index >= _answers[LastOfProxy()].FirstField,
        _ => true,
    };

    private int LastOfProxy()
    {
        int accepted = _answers.FindIndex(static answer => answer.Status / 100 == 2);
        return accepted < 0 ? _answers.Count - 1 : accepted;
    }
}
