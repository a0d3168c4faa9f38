using JusInfer.Portal.Admission.Rates;

namespace JusInfer.Portal.Admission;

/// <summary>One of the calls that a key may have running at the same time.</summary>
internal sealed class ConcurrencySlot(KeyRates.KeyRateLimiter usage)
{
    private bool isReleased;

    /// <summary>
    /// Releases the slot, once: when the client disconnects, since it may call again at once while its answer is still read for the count,
    /// or when the call ends.
    /// </summary>
    public void Release()
    {
        if (!Interlocked.Exchange(ref isReleased, true)) usage.Leave();
    }
}
