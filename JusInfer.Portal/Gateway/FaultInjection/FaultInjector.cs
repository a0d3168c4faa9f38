using System.Collections.Immutable;
using System.Net;

namespace JusInfer.Portal.Gateway.FaultInjection;

/// <summary>
/// Makes a call's drills happen where the provider's answer comes in, so that everything behind that place meets them as it would the real
/// thing. Remembers how often each has struck. Serves one call, one attempt at a time.
/// </summary>
internal sealed class FaultInjector(ImmutableArray<InjectedFault> drills, TimeProvider time)
{
    private readonly int[] strikes = new int[drills.Length];

    /// <summary>A drill had its hand in the attempt that runs: what becomes of it says nothing of the endpoint.</summary>
    public bool HasStruck { get; private set; }

    /// <summary>An attempt begins. Returns the HTTP status that takes the place of the provider's answer; null where none is injected.</summary>
    public HttpStatusCode? Refuse()
    {
        HasStruck = false;
        if (Next(static fault => fault is InjectedFault.Refusal) is not { } index) return null;
        Strike(index);
        return (HttpStatusCode)((InjectedFault.Refusal)drills[index]).Status;
    }

    /// <summary>A provider's answer begins: the next drills that concern it happen while it is read.</summary>
    public Stream Wrap(Stream content)
    {
        if (Next(static drill => drill is InjectedFault.SlowStart) is { } slow)
            content = new SlowStream(content, ((InjectedFault.SlowStart)drills[slow]).Wait, time, () => Strike(slow));
        if (Next(static drill => drill is InjectedFault.Fault) is { } bad)
            content = new FaultyStream(content, (InjectedFault.Fault)drills[bad], () => Strike(bad));
        return content;
    }

    /// <summary>The first drill of a kind that has not struck as often as it should.</summary>
    private int? Next(Func<InjectedFault, bool> isOfKind)
    {
        for (var i = 0; i < drills.Length; i++)
        {
            if (strikes[i] < drills[i].Times && isOfKind(drills[i])) return i;
        }

        return null;
    }

    private void Strike(int index)
    {
        strikes[index]++;
        HasStruck = true;
    }
}
