using JusInfer.Portal.Admission.Rates;

namespace JusInfer.Portal.Admission;

/// <summary>One of the calls that a key, its member and its team may have running at the same time.</summary>
internal sealed class ConcurrencySlot(CallRates rates)
{
    private bool isReleased;

    /// <summary>The rates that apply to the call.</summary>
    public CallRates Rates => rates;

    /// <summary>
    /// Releases the slot, once: when the client disconnects, since it may call again at once while its answer is still read for the count,
    /// or when the call ends.
    /// </summary>
    public void Release()
    {
        if (!Interlocked.Exchange(ref isReleased, true)) rates.Leave();
    }
}
