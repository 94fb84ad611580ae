using System;

namespace CurlWs;

// Large messages leave in fragments (RFC 6455, section 5.4), and what waits in the queue of control frames leaves between them.
internal sealed partial class SendSide
{
    // Whether a message is being cut; what the encoder has not taken of the fragment in its hands, -1 between two; and that one's head.
    private bool _inFragments;
    private int _fragmentLeft = -1;
    private FrameHead _fragmentHead;

    private bool TryTakeFragments(ref ReadOnlyMemory<byte> payload, FrameHead head, ref bool begun)
    {
        bool done = true;
        do
        {
            bool inHand = _fragmentLeft >= 0;
            int left = _fragmentLeft;
            if (!inHand)
            {
                if (begun && !_queue.IsEmpty && !TryWriteQueued())
                {
                    return false;
                }

                left = Math.Min(payload.Length, _fragmentSize);
                bool isFinal = head.IsFinal && left == payload.Length;
                _fragmentHead = begun ? head.Next(isFinal) : head.With(isFinal);
            }

            ReadOnlyMemory<byte> rest = payload[..left];
            done = TryTakeFrame(ref rest, _fragmentHead, ref inHand);
            payload = payload[(left - rest.Length)..];
            begun |= inHand;
            _fragmentLeft = done || !inHand ? -1 : rest.Length;
            _inFragments = begun && !(done && payload.IsEmpty);
        }
        while (done && _inFragments);
        return done;
    }
}
