using JusInfer.Portal.Admission.Money;
using JusInfer.Portal.Admission.Rates;
using JusInfer.Portal.Keys;

namespace JusInfer.Portal.Admission;

/// <summary>
/// Decides whether a call may run, in three steps: the request rate and the concurrency, before the body is read; the limits of money that
/// apply, before the call is planned; and the hold of its cost and its tokens, when its size and its plan are known.
/// </summary>
internal sealed class AdmissionController(RateLimiters limiters, RateAdmission admission, LimitReader limits, MoneyAdmission money, OutputHistory history)
{
    /// <summary>
    /// Takes one request of every rate that applies, and one concurrency slot of every scope. A call that one of them rejects takes nothing.
    /// In memory, unless several nodes share the store and this one has leased too little. A request that a later step rejects stays counted, as it was made.
    /// </summary>
    public async ValueTask<EntryDecision> EnterAsync(KeyHolder holder, CancellationToken cancellationToken)
    {
        var rates = limiters.Of(holder);
        var requests = (await admission.TakeAsync(rates, LimitKind.RequestsPerMinute, 1, cancellationToken))!.Value;
        if (!requests.Rate.Conforms) return new EntryDecision(requests.Rate, rates.BindingScope(requests), AdmissionRejections.Rate(LimitKind.RequestsPerMinute, requests));
        if (await admission.EnterAsync(rates, cancellationToken) is { } full)
        {
            rates.Settle(LimitKind.RequestsPerMinute, used: 0, taken: 1);
            requests = rates.Peek(LimitKind.RequestsPerMinute)!.Value;
            return new EntryDecision(requests.Rate, rates.BindingScope(requests), AdmissionRejections.Concurrency(full));
        }

        return new EntryDecision(requests.Rate, rates.BindingScope(requests), new ConcurrencySlot(rates));
    }

    /// <summary>Finds the limits of money that apply to a call.</summary>
    /// <param name="holder">The key and its member.</param>
    /// <param name="user">The end user that the client named, if any.</param>
    /// <param name="run">The root of the call's run tree, if any.</param>
    /// <param name="runBudget">The budget that the call names for its run, if any.</param>
    /// <param name="at">When the call began.</param>
    /// <param name="cancellationToken">Canceled when the client disconnects.</param>
    public ValueTask<CallLimits> GetLimitsAsync(
        KeyHolder holder, string? user, string? run, NanoUsd? runBudget, DateTimeOffset at, CancellationToken cancellationToken) =>
        limits.ReadAsync(holder, user, run, runBudget, at, cancellationToken);

    /// <summary>The output that a call holds at first if it is visible while it is produced. Tokens.</summary>
    public long ExpectedOutput(KeyHolder holder, string model) => history.PercentileOf(holder.Key.Id, model);

    /// <summary>
    /// Holds the cost of a planned call and takes its tokens from the token rates that apply. A call that does not fit because of running calls
    /// waits for them; one that the limit itself does not leave enough gets a lower limit of output tokens, or is rejected.
    /// </summary>
    /// <param name="holder">The key and its member.</param>
    /// <param name="slot">The slot that the call has; the hold releases it from here on.</param>
    /// <param name="applying">The limits of money that apply.</param>
    /// <param name="request">What the call can cost.</param>
    /// <param name="store">How long the call may wait for the store.</param>
    /// <param name="cancellationToken">Canceled when the client disconnects.</param>
    public async ValueTask<Result<Hold, AdmissionRejection>> HoldAsync(
        KeyHolder holder, ConcurrencySlot slot, CallLimits applying, HoldRequest request, StoreDeadline store,
        CancellationToken cancellationToken)
    {
        if (!(await money.HoldAsync(applying, request, store, cancellationToken)).TryGet(out var held, out var rejection)) return rejection;
        ScopedStatus? tokens;
        try
        {
            tokens = await admission.TakeAsync(slot.Rates, LimitKind.TokensPerMinute, request.InputTokens, cancellationToken);
        }
        catch
        {
            held.Release();
            throw;
        }

        if (tokens is { Rate.Conforms: false } exceeded)
        {
            held.Release();
            return AdmissionRejections.Rate(LimitKind.TokensPerMinute, exceeded);
        }

        return new Hold(holder, slot, request.InputTokens, held, history);
    }

    /// <summary>
    /// Takes one token count of the key's rate for them; false if there is none left. A count costs nothing, but providers limit how often
    /// they are asked for one, and no key may use that up for all.
    /// </summary>
    public bool TryTakeTokenCount(KeyHolder holder) => limiters.Of(holder).TryTakeCount();

    /// <summary>The state of the tightest request rate, and the name of the limit that the next calls reach first, for requests that do not count.</summary>
    public (RateLimitStatus Rate, string Scope) RatesOf(KeyHolder holder)
    {
        var rates = limiters.Of(holder);
        var requests = rates.Peek(LimitKind.RequestsPerMinute)!.Value;
        return (requests.Rate, rates.BindingScope(requests));
    }
}
