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
    public Stream Wrap(Stream content)
    {
        if (Next(static fault => fault is InjectedFault.SlowStart) is { } slowStart)
            content = new SlowStream(content, ((InjectedFault.SlowStart)faults[slowStart]).Delay, time, () => MarkInjected(slowStart));
        if (Next(static fault => fault is InjectedFault.StreamFault) is { } streamFault)
            content = new FaultyStream(content, (InjectedFault.StreamFault)faults[streamFault], () => MarkInjected(streamFault));
        if (Next(static fault => fault is InjectedFault.CutOnSignal) is { } cut && signals.Find(((InjectedFault.CutOnSignal)faults[cut]).Signal) is { } signal)
            content = new CutOnSignalStream(content, signal, () => MarkInjected(cut));
        return content;
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
