using System.Diagnostics.CodeAnalysis;
using System.Diagnostics.Tracing;
using System.Globalization;
using System.Net.Sockets;
using System.Text;
using JusInfer.Portal.Tests.TestKit.Hosts;

/// <summary>
/// Runs before the portal in a process of <see cref="CountedProcess"/> and answers each connection with the counters of the process.
/// .NET requires this name, outside of a namespace: docs/design/features/host-startup-hook.md in dotnet/runtime.
/// </summary>
[SuppressMessage("Design", "MA0047", Justification = ".NET finds it without a namespace only.")]
internal static class StartupHook
{
    public static void Initialize()
    {
        var listener = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        listener.Bind(new UnixDomainSocketEndPoint(Environment.GetEnvironmentVariable(CountedProcess.SocketVariable)!));
        listener.Listen();
        new Thread(() => AnswerAll(listener)) { IsBackground = true }.Start();
    }

    private static void AnswerAll(Socket listener)
    {
        LargeObjects? large = null;
        var request = new byte[1];
        while (listener.Accept() is { } client)
        {
            using (client)
            {
                client.Receive(request);
                if (request[0] == CountedProcess.CountLargeObjects) large ??= new();
                var (bytes, workItems) = (GC.GetTotalAllocatedBytes(precise: true), ThreadPool.CompletedWorkItemCount);
                var counters = string.Create(
                    CultureInfo.InvariantCulture, $"{bytes} {workItems} {Monitor.LockContentionCount} {large?.Count ?? 0}");
                client.Send(Encoding.ASCII.GetBytes(counters));
            }
        }
    }

    /// <summary>Counts allocations of at least 85,000 bytes. The runtime reports one of them for about each 100 KB.</summary>
    private sealed class LargeObjects : EventListener
    {
        private const int SizeLimit = 85_000;

        private int count;

        public int Count => count;

        protected override void OnEventSourceCreated(EventSource eventSource)
        {
            if (eventSource.Name == "Microsoft-Windows-DotNETRuntime") EnableEvents(eventSource, EventLevel.Verbose, (EventKeywords)1);
        }

        protected override void OnEventWritten(EventWrittenEventArgs eventData)
        {
            var at = eventData.PayloadNames?.IndexOf("ObjectSize") ?? -1;
            if (at >= 0 && Convert.ToInt64(eventData.Payload![at], CultureInfo.InvariantCulture) >= SizeLimit)
                Interlocked.Increment(ref count);
        }
    }
}
