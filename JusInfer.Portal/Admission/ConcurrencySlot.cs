using JusInfer.Portal.Admission.Rates;

namespace JusInfer.Portal.Admission;

/// <summary>One of the calls that a key, its member and its team may have running at the same time.</summary>
internal sealed class ConcurrencySlot(CallRates rates)
{
    private const int Held = 0;
    private const int Draining = 1;
    private const int Released = 2;

    private int state;

    /// <summary>The rates that apply to the call.</summary>
    public CallRates Rates => rates;

    /// <summary>
    /// Releases the slot when the client disconnects, since it may call again at once. Until the call ends, its answer may still be read
    /// for the count.
    /// </summary>
    public void Disconnect()
    {
        if (Interlocked.CompareExchange(ref state, Draining, Held) == Held) rates.Drain();
    }

    /// <summary>The call has ended.</summary>
    public void Release()
    {
        var before = Interlocked.Exchange(ref state, Released);
        if (before == Held) rates.Leave();
        else if (before == Draining) rates.EndDrain();
    }
}
