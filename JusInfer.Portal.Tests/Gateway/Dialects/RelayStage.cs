using System.Text;
using JusInfer.Portal.Catalog;
using JusInfer.Portal.Gateway.Calls;
using JusInfer.Portal.Gateway.Errors;
using JusInfer.Portal.Gateway.Streaming;
using JusInfer.Portal.Gateway.Translation.Responses;
using JusInfer.Portal.Gateway.Wire;
using JusInfer.Portal.Usage;

namespace JusInfer.Portal.Tests.Gateway.Dialects;

/// <summary>A relay and what it has written to its client.</summary>
internal sealed class RelayStage : IDisposable
{
    private readonly PooledBuffer output = new(64);

    public RelayStage(Call call, Func<Call, PooledBuffer, AttemptDeadline, IStreamRelay> make)
    {
        Call = call;
        Relay = make(call, output, new AttemptDeadline(AttemptTimeouts.Default, endsWithClient: true, TimeProvider.System, TimeProvider.System.GetTimestamp(), CancellationToken.None));
    }

    public Call Call { get; }

    public IStreamRelay Relay { get; }

    /// <summary>True if the upstream has ended its answer, so that nothing is left to continue.</summary>
    public bool IsOver => Call.Meter.Finished;

    /// <summary>Passes events of the upstream to the relay.</summary>
    /// <param name="events">The events as they are on the wire.</param>
    public void Take(IEnumerable<string> events)
    {
        foreach (var bytes in events.Select(Encoding.UTF8.GetBytes))
        {
            if (Relay.Relay(SseScanner.Name(bytes), SseScanner.Data(bytes)).Kind == EventKind.Ended) Call.Meter.Finish(isDisconnected: false);
        }
    }

    /// <summary>Passes an event to the relay several times, until all buffers are allocated.</summary>
    /// <returns>The memory that the last time allocated. Bytes.</returns>
    public long CostOf(string serverEvent) => CostOf(Enumerable.Repeat(serverEvent, 5));

    /// <summary>Passes events to the relay one after the other.</summary>
    /// <returns>The memory that the last one allocated. Bytes.</returns>
    public long CostOf(IEnumerable<string> events)
    {
        var cost = 0L;
        foreach (var bytes in events.Select(Encoding.UTF8.GetBytes))
        {
            var name = SseScanner.Name(bytes);
            var data = SseScanner.Data(bytes);
            var before = GC.GetAllocatedBytesForCurrentThread();
            Relay.Relay(name, data);
            cost = GC.GetAllocatedBytesForCurrentThread() - before;
            TakeOutput();
        }

        return cost;
    }

    /// <summary>Returns and removes what the relay has written since the last call.</summary>
    public string TakeOutput()
    {
        var written = Encoding.UTF8.GetString(output.Span);
        output.Consume(output.Length);
        return written;
    }

    public string WriteKeepAlive(bool isLong)
    {
        Relay.WriteKeepAlive(isLong);
        return TakeOutput();
    }

    /// <summary>Another upstream continues the answer to its end.</summary>
    /// <returns>The bytes written to the client.</returns>
    public string Continue(Action<IResponseSink> write)
    {
        var continuation = Relay.ContinuationWriter();
        Call.Transcript.DropToolCalls();
        write(continuation);
        Call.Meter.Report(new TokenBuckets { InputUncached = 12, OutputText = 3 }, isDisconnected: false);
        Call.Meter.Finish(isDisconnected: false);
        continuation.End();
        return TakeOutput();
    }

    /// <summary>Ends the stream after the upstream has ended its answer.</summary>
    /// <returns>The bytes written to the client.</returns>
    public string End()
    {
        Relay.End();
        return TakeOutput();
    }

    /// <summary>Ends the stream with an error, because no other upstream continues it.</summary>
    /// <returns>The bytes written to the client.</returns>
    public string Break(GatewayError error)
    {
        Relay.ContinuationWriter().WriteError(error);
        return TakeOutput();
    }

    /// <summary>The events of a stream as they are on the wire, without comments.</summary>
    public static string[] Events(string stream) => [.. stream.Replace("\r\n", "\n").Split("\n\n", StringSplitOptions.RemoveEmptyEntries).Where(static one => !one.StartsWith(':'))];

    public void Dispose() => output.Dispose();
}
