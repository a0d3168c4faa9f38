using JusInfer.Portal.Catalog;
using JusInfer.Portal.Gateway.Calls;
using JusInfer.Portal.Gateway.Pipeline.Sessions;
using JusInfer.Portal.Gateway.Requests;
using JusInfer.Portal.Gateway.Translation.Responses;
using JusInfer.Portal.Keys;
using JusInfer.Portal.Routing;
using JusInfer.Portal.Routing.Steps;
using JusInfer.Portal.Usage;
using JusInfer.Portal.Usage.Journal;

namespace JusInfer.Portal.Gateway.Pipeline;

/// <summary>
/// Creates the records of a call: the intent, written before its first attempt, and the usage record, written when it has ended.
/// </summary>
internal static class CallRecords
{
    public static CallIntent IntentOf(
        RequestId id, DateTimeOffset at, KeyHolder holder, CallRequest request, RoutePlan plan, Attribution attribution,
        CatalogSnapshot catalog) => new()
        {
            Id = id,
            At = at,
            TeamId = holder.Key.TeamId,
            KeyId = holder.Key.Id,
            MemberId = holder.Member.Id,
            ModelRequested = request.Model,
            ModelPlanned = plan.Targets[0].Model.Id,
            Provider = plan.Targets[0].Endpoint.Provider.Id,
            Route = plan.Reason,
            EstimatedInputTokens = request.Features.InputTokens,
            CatalogVersion = catalog.Version,
            User = attribution.User,
            RunId = attribution.RunId,
            RootRunId = attribution.RootRunId,
            ParentRunId = attribution.ParentRunId,
            Repository = attribution.Repository,
            Label = attribution.Label,
        };

    /// <param name="call">The ended call.</param>
    /// <param name="bill">The tokens used and the cost.</param>
    /// <param name="effect">What the call did to its session; null if it belongs to none.</param>
    /// <param name="status">The HTTP status of the record: 499 if the client disconnected.</param>
    /// <param name="outcome">The outcome of the last attempt.</param>
    /// <param name="time">The process's clock.</param>
    public static UsageRecord Create(Call call, CallBill bill, SessionEffect? effect, int status, AttemptOutcome outcome,
        TimeProvider time) =>
        Create(call, bill, effect, status, outcome, ErrorOf(call), time);

    private static UsageRecord Create(
        Call call, CallBill bill, SessionEffect? effect, int status, AttemptOutcome outcome, ProviderError? error, TimeProvider time) =>
            new()
            {
                Id = call.Context.Id,
                At = call.Context.At,
                TeamId = call.Context.Holder.Key.TeamId,
                KeyId = call.Context.Holder.Key.Id,
                MemberId = call.Context.Holder.Member.Id,
                User = call.Context.Attribution.User,
                RunId = call.Context.Attribution.RunId,
                RootRunId = call.Context.Attribution.RootRunId,
                ParentRunId = call.Context.Attribution.ParentRunId,
                Repository = call.Context.Attribution.Repository,
                Label = call.Context.Attribution.Label,
                ModelRequested = call.Context.Request.Model,
                ModelServed = !call.IsAnswered ? null : call.Served.Model.Id,
                Provider = !call.IsAnswered ? null : call.Served.Endpoint.Provider.Id,
                Route = call.Context.Plan.Reason,
                Status = status,
                ErrorCode = call.Error?.Code,
                Tokens = bill.Tokens,
                Cost = bill.Cost,
                BaselineCost = call.Context.Plan.Explanation is not null && effect is not null ? effect.Baseline : bill.BaselineCost,
                Source = bill.Source,
                TtftMs = call.Meter.FirstContentAt == 0
                ? null
                : (int)time.GetElapsedTime(call.Context.StartedAt, call.Meter.FirstContentAt).TotalMilliseconds,
                DurationMs = (int)time.GetElapsedTime(call.Context.StartedAt).TotalMilliseconds,
                Attempts = call.Attempts,
                Resumed = call.Resumed,
                AttemptLog = call.History.Complete(call, outcome, time),
                Streamed = call.Context.Request.Stream,
                Simulated = call.IsSimulated,
                PricesFrom = bill.Price?.From,
                ContextTier = bill.Price?.AboveTokens,
                CatalogVersion = call.Context.Catalog.Version,
                ModelReported = !call.IsAnswered ? null : call.Meter.ReportedModel,
                ServiceTier = !call.IsAnswered ? null : BilledTier.Of(call).Name ?? call.Meter.TierBefore.Name,
                ToolCost = bill.ToolCost,
                Held = call.Context.Hold.Money.Held,
                HeldLimits = HeldLimits.Format(call.Context.Hold.Money.Limits.Select(static limit => limit.Id)),
                Unbilled = bill.Unbilled,
                UsageMismatch = (bill.Mismatch ?? call.Escalation?.Usage.Mismatch)?.Format(),
                Adjusted = call.Attempt.Adjusted == Adjustments.None ? null : (int)call.Attempt.Adjusted,
                RouteDetails = DetailsOf(call, bill, effect)?.Format(),
                ProviderErrorCode = error?.Code,
                ProviderError = error?.Text,
                FinishReason = !call.IsAnswered ? null : call.Meter.FinishReason?.NameOf(),
                Client = call.Context.Client,
                ClientDialect = call.Context.ClientDialect.Dialect.Name,
                RequestBytes = call.Context.Body.Length,
                ResponseBytes = call.Answer is { SentBytes: var sent } ? (int)Math.Min(sent, int.MaxValue) : null,
            };

    /// <summary>What cut the stream off, or else why the last attempt failed.</summary>
    private static ProviderError? ErrorOf(Call call) =>
        call.Attempt.Interruption is { } interruption ? ProviderError.From(call, interruption) ?? call.History.LastError
            : call.History.LastError;

    private static RouteDetails? DetailsOf(Call call, CallBill bill, SessionEffect? effect)
    {
        var lost = effect is null ? null : RouteRecords.From(effect.Loss);
        var tools = call.Answer is null ? [] : call.Meter.CalledTools;
        NanoUsd? failed = bill.Failed > NanoUsd.Zero ? bill.Failed : null;
        if (RouteRecords.From(call.Context.Plan) is not { } details)
        {
            return lost is null && tools.IsEmpty && failed is null
                ? null
                : new RouteDetails { Lost = lost, Tools = tools, Failed = failed };
        }

        var hasTrouble = call.Context.Plan.IsHandedBack || call.Context.Session is { Call.Prompt.Trouble: not TroubleSigns.None };
        return details with
        {
            Uncached = effect?.Uncached,
            Lost = lost,
            Trouble = hasTrouble,
            Domain = DomainOf(call),
            Escalated = RouteRecords.From(call.Escalation),
            Tools = tools,
            Failed = failed,
        };
    }

    private static string? DomainOf(Call call) =>
        call.Context is { Plan.IsSideCall: false, Session.Call: { Prompt.IsAgent: true } known } && (known.Session?.Domain ?? known.Prompt.Domain) is { Kind: not TaskKind.Other } domain
            ? domain.ToString()
            : null;
}
