using System.Text;
using JusInfer.Portal.Catalog;
using JusInfer.Portal.Gateway.Calls;
using JusInfer.Portal.Gateway.Errors;
using JusInfer.Portal.Gateway.Streaming;
using JusInfer.Portal.Gateway.Translation.Answers;
using JusInfer.Portal.Gateway.Wire;
using JusInfer.Portal.Usage;

namespace JusInfer.Portal.Tests.Gateway.Dialects;

/// <summary>A relay with the client's end of its stream.</summary>
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

    /// <summary>The upstream has ended its answer: nothing is to be gone on with.</summary>
    public bool IsOver => Call.Meter.Finished;

    /// <param name="events">As they stand on the wire.</param>
    public void Take(IEnumerable<string> events)
    {
        foreach (var bytes in events.Select(Encoding.UTF8.GetBytes))
        {
            if (Relay.Relay(SseScanner.Name(bytes), SseScanner.Data(bytes)).Kind == EventKind.Ended) Call.Meter.Finish(clientLeft: false);
        }
    }

    /// <summary>Takes an event as often as it takes until all is in place, and once more.</summary>
    /// <returns>How much memory the last time cost. Bytes.</returns>
    public long CostOf(string serverEvent) => CostOf(Enumerable.Repeat(serverEvent, 5));

    /// <summary>Takes events one after the other.</summary>
    /// <returns>How much memory the last one cost. Bytes.</returns>
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
            Given();
        }

        return cost;
    }

    /// <summary>What the client has received since the last call.</summary>
    public string Given()
    {
        var written = output.Span.ToArray();
        output.Consume(written.Length);
        return Encoding.UTF8.GetString(written);
    }

    public string Reassure(bool isLong)
    {
        Relay.WriteKeepAlive(isLong);
        return Drain();
    }

    /// <summary>Another upstream goes on and comes to the end.</summary>
    /// <returns>What is written.</returns>
    public string GoOn(Action<IAnswerSink> say)
    {
        var successor = Relay.ContinuationWriter();
        Call.Transcript.DropToolCalls();
        say(successor);
        Call.Meter.Report(new TokenBuckets { InputUncached = 12, OutputText = 3 }, clientLeft: false);
        Call.Meter.Finish(clientLeft: false);
        successor.End();
        return Drain();
    }

    /// <summary>The upstream has ended its answer.</summary>
    /// <returns>What is written.</returns>
    public string End()
    {
        Relay.End();
        return Drain();
    }

    /// <summary>No other upstream is found.</summary>
    /// <returns>What is written.</returns>
    public string Break(GatewayError error)
    {
        Relay.ContinuationWriter().WriteError(error);
        return Drain();
    }

    /// <summary>The events of a stream as they stand on the wire, without comments.</summary>
    public static string[] Events(string stream) => [.. stream.Replace("\r\n", "\n").Split("\n\n", StringSplitOptions.RemoveEmptyEntries).Where(static one => !one.StartsWith(':'))];

    public void Dispose() => output.Dispose();

    private string Drain()
    {
        var written = Encoding.UTF8.GetString(output.Span);
        output.Consume(output.Length);
        return written;
    }
}
