using System;
using System.ComponentModel;
using System.Runtime.CompilerServices;
using System.Threading;

namespace CurlWs;

// The threads. Nested, because they and the table of who waits need each other.
internal static unsafe partial class Epoll
{
    /// <summary>
    /// The threads that listen to one epoll: a leader and its followers. Who takes an event runs what comes after the wait itself, at once
    /// and without a detour through the thread pool, provided that another of these threads is there to take the next event. The last one
    /// that is there runs nothing of the application's and gives it to the thread pool, so that what blocks or takes long stalls nobody.
    /// </summary>
    /// <remarks>
    /// All of them wait in the same epoll. For an event the kernel wakes one, the one that came last: no call is needed to hand the role
    /// over, and the others sleep as long as that one keeps up. More of them are started when much has gone to the pool, and end when
    /// little happens.
    /// </remarks>
    internal sealed class Listeners
    {
        internal const string ThreadName = "CurlWs sockets";

        // So much of the pool's help, at most so far apart, and another thread is worth its price. It ends when nothing was run for as
        // long.
        private const int HelpUntilFollower = 8;
        private const int FollowerMilliseconds = 1000;
        private const int MaxEvents = 256;

        /// <summary>How many threads there are at most; what more of them could do, the pool does.</summary>
        internal static readonly int MostThreads = Math.Clamp(Environment.ProcessorCount + 1, 3, 16);

        private readonly object _lock = new();

        // Threads that listen and run nothing of the application's: never none.
        private int _listening;
        private int _threads;
        private int _helped;
        private long _helpedAt;
        private int _runs;
        private volatile bool _ended;

        private Listeners(int epoll) => Descriptor = epoll;

        internal int Descriptor { get; }

        internal int Threads => Volatile.Read(ref _threads);

        /// <summary>Listens to an epoll, which is closed with the last thread.</summary>
        /// <exception cref="CurlException">No thread can be had; the epoll stays open.</exception>
        internal static Listeners Start(int epoll)
        {
            Listeners loop = new(epoll);
            loop.StartThread();
            return loop;
        }

        private void StartThread()
        {
            lock (_lock)
            {
                if (_threads < MostThreads)
                {
                    BackgroundThread.Start(Run, ThreadName);
                    _threads++;
                }
            }
        }

        private void Run()
        {
            // On the stack: a thread that cannot have its memory would end the process.
            byte* events = stackalloc byte[MaxEvents * EventSize];
            Listen(events, ExecutionContext.Capture());
            lock (_lock)
            {
                if (--_threads == 0)
                {
                    Close(Descriptor);
                }
            }
        }

        private void Listen(byte* events, ExecutionContext? context)
        {
            int seen = Volatile.Read(ref _runs);
            while (!_ended)
            {
                // One at a time where it may be run here: the kernel wakes another thread for the next.
                bool alone = Interlocked.Increment(ref _listening) == 1;
                int most = alone ? MaxEvents : 1;
                int count = WaitOrGiveUp(events, most, alone ? LingerMilliseconds : FollowerMilliseconds);
                int others = Interlocked.Decrement(ref _listening);
                if (_ended)
                {
                    return;
                }

                if (count > 0 && others > 0)
                {
                    TellAll(events, count - 1);
                    Volatile.Write(ref _runs, _runs + 1);
                    Tell(events + ((count - 1) * EventSize), here: true);
                    Tidy(context);
                }
                else if (count > 0)
                {
                    TellAll(events, count);
                    CallForHelp(count);
                }
                else if (others == 0)
                {
                    _ended = EndIfUnused(this);
                }
                else if (others > 1 || Volatile.Read(ref _runs) == seen)
                {
                    return;
                }
                else
                {
                    seen = Volatile.Read(ref _runs);
                }
            }
        }

        // Around the wait alone: what the application throws here ends the process, as it does on a thread of the pool.
        private int WaitOrGiveUp(byte* events, int most, int milliseconds)
        {
            try
            {
                return Wait(Descriptor, events, most, milliseconds);
            }
            catch (Win32Exception e)
            {
                _ended = true;
                GiveUp(this, e);
                return 0;
            }
        }

        private void CallForHelp(int events)
        {
            // Alone here, but for a thread that is just coming back: a count that gets lost then is no harm.
            long now = Environment.TickCount64;
            _helped = now - _helpedAt > FollowerMilliseconds ? events : _helped + events;
            _helpedAt = now;
            if (_helped < HelpUntilFollower)
            {
                return;
            }

            _helped = 0;
            try
            {
                StartThread();
            }
            catch (CurlException)
            {
                // The system has no thread to give now. The pool goes on helping, and after some more this asks again.
            }
        }

        private static void TellAll(byte* events, int count)
        {
            for (int i = 0; i < count; i++)
            {
                Tell(events + (i * EventSize), here: false);
            }
        }

        // By itself: a local variable of the loop would keep the last connection alive while the thread waits.
        [MethodImpl(MethodImplOptions.NoInlining)]
        private static void Tell(byte* one, bool here) => Find(one)?.Ready(*(uint*)one, here);

        /// <summary>As the thread pool does after each of its items: the next one finds nothing that the last one has left.</summary>
        private static void Tidy(ExecutionContext? context)
        {
            if (SynchronizationContext.Current is not null)
            {
                SynchronizationContext.SetSynchronizationContext(null);
            }

            if (context is not null)
            {
                ExecutionContext.Restore(context);
            }

            Thread thread = Thread.CurrentThread;
            if (!thread.IsBackground)
            {
                thread.IsBackground = true;
            }

            if (thread.Priority != ThreadPriority.Normal)
            {
                thread.Priority = ThreadPriority.Normal;
            }
        }
    }
}
