using System.Collections.Immutable;
using System.Net;

namespace JusInfer.Portal.Gateway.FaultInjection;

/// <summary>
/// Injects the faults of a call at the provider's response, so that the rest of the gateway handles them like real ones. Counts how often
/// each fault was injected. Used by one call, one attempt at a time.
/// </summary>
internal sealed class FaultInjector(ImmutableArray<InjectedFault> faults, CutSignals signals, TimeProvider time)
{
    private readonly int[] injectedCounts = new int[faults.Length];

    /// <summary>Whether the client pays for the answers that the faults break off. It pays for none that a provider breaks off.</summary>
    public bool IsCharged { get; init; } = true;

    /// <summary>A fault was injected into the current attempt, so that its outcome says nothing about the endpoint.</summary>
    public bool HasInjected { get; private set; }

    /// <summary>Begins an attempt. Returns the injected HTTP status that replaces the provider's response; null if there is none.</summary>
    public HttpStatusCode? BeginAttempt()
    {
        HasInjected = false;
        if (Next(static fault => fault is InjectedFault.ErrorStatus) is not { } index) return null;
        MarkInjected(index);
        return (HttpStatusCode)((InjectedFault.ErrorStatus)faults[index]).Status;
    }

    /// <summary>Wraps a provider's response, so that the next faults that affect a response are injected while it is read.</summary>
    /// <param name="content">The response.</param>
    /// <param name="remaining">
    /// How long the rest of an answer is read that a fault breaks off, to learn its cost; null if the provider stops billing when the
    /// connection is closed.
    /// </param>
    /// <param name="onFailed">Called with what was read of an answer that a fault breaks off.</param>
    public Stream Wrap(Stream content, TimeSpan? remaining, Action<ReadOnlyMemory<byte>> onFailed)
    {
        var answer = new RecordedStream(content, remaining, time);
        content = answer;
        if (Next(static fault => fault is InjectedFault.SlowStart) is { } slowStart)
        {
            var delay = ((InjectedFault.SlowStart)faults[slowStart]).Delay;
            content = new SlowStream(content, delay, time, () => MarkInjected(slowStart), () => EndAsync(answer, onFailed));
        }

        if (Next(static fault => fault is InjectedFault.StreamFault) is { } streamFault)
            content = new FaultyStream(content, (InjectedFault.StreamFault)faults[streamFault], () => FailAsync(streamFault));
        if (Next(static fault => fault is InjectedFault.CutOnSignal) is { } cut && signals.Find(((InjectedFault.CutOnSignal)faults[cut]).Signal) is { } signal)
            content = new CutOnSignalStream(content, signal, () => FailAsync(cut));
        return content;

        Task FailAsync(int index)
        {
            MarkInjected(index);
            return EndAsync(answer, onFailed);
        }
    }

    private async Task EndAsync(RecordedStream answer, Action<ReadOnlyMemory<byte>> onFailed)
    {
        if (!IsCharged) return;
        await answer.ReadRestAsync();
        onFailed(answer.Recorded);
    }

    /// <summary>The first fault of a kind that has to be injected again.</summary>
    private int? Next(Func<InjectedFault, bool> isOfKind)
    {
        for (var i = 0; i < faults.Length; i++)
        {
            if (injectedCounts[i] < faults[i].Times && isOfKind(faults[i])) return i;
        }

        return null;
    }

    private void MarkInjected(int index)
    {
        injectedCounts[index]++;
        HasInjected = true;
    }
}
