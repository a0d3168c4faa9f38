using JusInfer.Portal.Catalog;
using JusInfer.Portal.Gateway.Calls;
using JusInfer.Portal.Gateway.Requests;
using JusInfer.Portal.Keys;
using JusInfer.Portal.Routing;
using JusInfer.Portal.Routing.Costs;
using JusInfer.Portal.Routing.Sessions;
using JusInfer.Portal.Usage;

namespace JusInfer.Portal.Gateway.Pipeline.Sessions;

/// <summary>Finds the session of a call before it is planned, and adds the call to it when its tokens are known.</summary>
internal sealed class PromptSessionTracker(PromptSessions states)
{
    public async ValueTask<CallPromptSession> FindAsync(KeyHolder holder, Attribution attribution, PromptOutline prompt, DateTimeOffset at, CancellationToken cancellationToken)
    {
        var id = PromptSessionId.Create(holder.Key.TeamId, holder.Key.Id, attribution.RunId, prompt.Root);
        var run = PromptSessionId.Create(holder.Key.TeamId, holder.Key.Id, attribution.RootRunId ?? attribution.RunId, prompt.Root);
        await states.LoadAsync(id, run, prompt, cancellationToken);
        return new CallPromptSession(id, new RoutedCall(prompt, states.Find(id, prompt), at) { Sample = run.Sample, RunEscalations = states.EscalationsOf(run) }) { Run = run };
    }

    /// <summary>Adds an ended call to its session. A side call does not change the session.</summary>
    /// <param name="call">The call.</param>
    /// <param name="bill">Its tokens.</param>
    /// <returns>What the call did to the session's bill; null if it belongs to none, or if nothing was billed.</returns>
    /// <remarks>Apart from the rest, whose closure of 200 bytes is allocated when the method begins.</remarks>
    public SessionEffect? Add(Call call, CallBill bill) =>
        call.Context.Session is { } session && bill.Source != UsageSource.None ? Add(session, call, bill) : null;

    private SessionEffect? Add(CallPromptSession session, Call call, CallBill bill)
    {
        var day = call.Context.Day;
        var baseline = BaselineOf(call);
        var baselineRates = CallPrices.From(baseline, day);
        var tokens = TokensOf(bill.Tokens);
        var uncached = new CallTokens(tokens.Prompt, 0, 0, tokens.Output).CostAt(baselineRates.Price);
        if (call.Context.Plan.IsSideCall)
        {
            var (at, prompt) = (session.Call.At, session.Call.Prompt.Prefix);
            var warm = session.Call.Session is { } known ? known.Bill.Warm.Of(baselineRates.Target).TokensAt(at, known.StableTokens(prompt), baselineRates.Cache) : 0;
            return new SessionEffect(baselineRates.CostOf(tokens.Prompt, warm, tokens.Output), uncached, CacheLoss.Nothing);
        }

        if (call.Escalation is not null || call.Context.Plan.IsHandedBack) states.CountEscalation(session.Run);
        var effect = default(SessionEffect);
        states.Update(session.Id, session.Call.Prompt, before =>
        {
            var start = before is not null && before.Bill.Baseline.Model == baseline.Model.Id ? before : PromptSession.StartAt(baselineRates.Target, session.Call.Prompt.Domain);
            var own = start.Bill.Baseline == baselineRates.Target ? baselineRates : RatesOf(baseline.Model, start.Bill.Baseline, day) ?? baselineRates;
            var billed = Billed(start, call.Served, bill.Tokens);
            var known = start;
            if (call.Escalation is { } escalated)
            {
                var discarded = Billed(start, escalated.Target, escalated.Usage.Tokens) with { Discarded = true };
                known = start.After(session.Call.Prompt.Prefix, discarded, own);
                billed = Billed(known, call.Served, bill.Tokens);
            }

            var after = known.After(session.Call.Prompt.Prefix, billed, own) with { Model = call.Context.Plan.SessionModel, IsRefused = call.Attempt.IsRefused };
            effect = new SessionEffect(
                after.Bill.Counterfactual - start.Bill.Counterfactual, uncached,
                before is null ? CacheLoss.Nothing : CacheLossDetector.Detect(before, session.Call.Prompt.Prefix, billed));
            return after;
        });
        return effect;

        BilledCall Billed(PromptSession state, RouteTarget target, TokenBuckets used) => new()
        {
            Rates = CallPrices.From(target, day),
            At = session.Call.At,
            Tokens = TokensOf(used),
            LongCacheWrite = used.CacheWrite1h,
            StableTokens = state.StableTokens(session.Call.Prompt.Prefix),
            OutputBound = state.Forecast.OutputBound,
        };
    }

    /// <summary>What the client would have used without routing: for a pinned model, what it used.</summary>
    private static RouteTarget BaselineOf(Call call)
    {
        if (call.Context.Plan.Explanation is not { } explanation || explanation.Baseline == call.Served.Model.Id) return call.Served;
        foreach (var model in call.Context.Catalog.Models)
        {
            if (model.Id == explanation.Baseline && model.UsableEndpoints is [var endpoint, ..]) return new RouteTarget(model, endpoint);
        }

        return call.Served;
    }

    private static CallPrices? RatesOf(Model model, TargetKey target, DateOnly day)
    {
        foreach (var endpoint in model.UsableEndpoints)
        {
            if (endpoint.Provider.Id == target.Provider) return CallPrices.From(new RouteTarget(model, endpoint), day);
        }

        return null;
    }

    private static CallTokens TokensOf(TokenBuckets tokens) =>
        new(tokens.InputUncached + tokens.AudioInput, tokens.CacheRead, tokens.CacheWrite5m + tokens.CacheWrite1h, tokens.Output);
}

/// <summary>What a call did to the bill of its session.</summary>
/// <param name="Baseline">What the call would have cost on the baseline, with the cache that the session would have there.</param>
/// <param name="Uncached">The same for a client without a cache.</param>
/// <param name="Loss">What the call could not read from the provider's cache.</param>
internal sealed record SessionEffect(NanoUsd Baseline, NanoUsd Uncached, CacheLoss Loss);
