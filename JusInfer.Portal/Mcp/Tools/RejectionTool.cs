using System.ComponentModel;
using System.Text;
using JusInfer.Portal.Accounts;
using JusInfer.Portal.Admission;
using JusInfer.Portal.Catalog;
using JusInfer.Portal.Keys;
using JusInfer.Portal.Primitives.Validation;
using JusInfer.Portal.Reports.Formats;
using JusInfer.Portal.Reports.Views;
using JusInfer.Portal.Usage;
using JusInfer.Portal.Usage.Rejections;

namespace JusInfer.Portal.Mcp.Tools;

/// <summary>Explains why a call was rejected: the limit, its present state, when it resets, and what to do.</summary>
internal sealed class RejectionTool(IRejectionStore rejections, IUsageQueries usage, ApiKeyService keys, LimitReport report, CatalogSnapshot catalog)
    : McpTool<RejectionArguments>(
        "explain_rejection",
        "Why a call was rejected",
        "Explains why a call of a model was rejected before a provider was asked: which limit, its present state, when it resets, and what to do. Without "
        + "request_id, the latest rejected call. A key for calls gets its own.")
{
    protected override async Task<Result<ToolOutput, RequestError>> RunAsync(SignedIn me, Input<RejectionArguments> input, CancellationToken cancellationToken)
    {
        if (input.Errors.Any) return new RequestError.Invalid(input.Errors);
        var id = input.Request.RequestId;
        if (await FindAsync(me, id, cancellationToken) is not { } rejection) return await ExplainMissingAsync(me, id, cancellationToken);

        var limit = await FindLimitAsync(me, rejection, cancellationToken);
        var advice = RejectionAdvice.For(rejection.Code);
        var view = new RejectionView(RejectedCallView.From(rejection), limit is null ? null : LimitView.From(limit), advice);
        return ToolOutput.Create(Write(rejection, limit, advice), view, ToolJson.Default.RejectionView);
    }

    /// <summary>A page is listed newest first, so the page after the id that follows the requested one begins with it.</summary>
    private async Task<Rejection?> FindAsync(SignedIn me, RequestId? id, CancellationToken cancellationToken)
    {
        var filter = new RejectionFilter
        {
            Team = me.Team.Id,
            Limit = 1,
            Key = OnlyKeyOf(me)?.Id,
            After = id is { } requested ? RequestId.NewAfter(requested, DateTimeOffset.UnixEpoch) : null,
        };
        var page = await rejections.ListAsync(filter, cancellationToken);
        return page.Rejections is [var found] && (id is null || found.Id == id) ? found : null;
    }

    private async Task<RequestError> ExplainMissingAsync(SignedIn me, RequestId? id, CancellationToken cancellationToken)
    {
        if (id is not { } request) return new RequestError.NotFound("No call was rejected in the last 30 days.");
        var call = await usage.FindRequestAsync(me.Team.Id, request, cancellationToken);
        if (call is null || (OnlyKeyOf(me) is { } only && call.KeyId != only.Id))
            return new RequestError.NotFound($"There is no rejected call {request} in the last 30 days. The id is in the header x-request-id of the response.");
        return new RequestError.NotFound(call.ErrorCode is { } code
            ? $"No limit rejected this call: it reached a provider and failed with {call.Status} {code} after {call.Attempts} attempts. Its receipt is at /developer/usage/{request}."
            : $"This call was not rejected: it was answered with {call.Status}. Its receipt is at /developer/usage/{request}.");
    }

    /// <summary>The limit as it is now; null if the call was rejected for another reason, or the caller may not see the limits of the key.</summary>
    private async Task<LimitState?> FindLimitAsync(SignedIn me, Rejection rejection, CancellationToken cancellationToken)
    {
        if (rejection.Scope is not { } scope || await keys.FindHolderAsync(me.Member, rejection.KeyId, cancellationToken) is not { } holder) return null;
        return (await report.EvaluateAsync(holder, model: null, catalog.IsDemo, cancellationToken)).FirstOrDefault(limit => limit.Scope == scope);
    }

    private static string Write(Rejection rejection, LimitState? limit, string advice)
    {
        var text = new StringBuilder($"# Rejected: {rejection.Code} ({rejection.Status})\n\n");
        text.Append($"Call {rejection.Id} of the key {rejection.KeyId} at {MarkdownFormat.Time(rejection.At)} to {MarkdownTable.Cell(rejection.Path)}. No provider was asked, and it cost nothing.\n\n");
        text.Append($"Reason: {MarkdownTable.Cell(rejection.Message)}\n\n");
        if (rejection.Scope is { } scope) text.Append($"Limit: {scope}\n\n");
        if (limit is not null)
        {
            var table = new MarkdownTable("limit", "unit", "limit now", "used", "held", "left", "resets");
            table.AddRow(
                limit.Name, EnumFormat.Format(limit.Kind), LimitsTool.Amount(limit.Limit), LimitsTool.Amount(limit.Used), LimitsTool.Amount(limit.Held), LimitsTool.Amount(limit.Left),
                limit.ResetsAt is { } at ? MarkdownFormat.Time(at) : "–");
            text.Append(table).Append('\n');
        }

        text.Append($"What to do: {advice}\n");
        if (rejection.Repeated > 0) text.Append($"\n{rejection.Repeated} more calls of the key were rejected with this code in an earlier minute.\n");
        return text.ToString();
    }
}

/// <summary>The arguments of <see cref="RejectionTool"/>.</summary>
internal sealed record RejectionArguments
{
    [Description("The id in the header x-request-id of the response, or in request_id of the error; the latest rejected call if absent.")]
    public RequestId? RequestId { get; init; }
}

/// <summary>A rejected call with its explanation.</summary>
/// <param name="Rejection">The call.</param>
/// <param name="Limit">The limit as it is now; null if the call was rejected for another reason.</param>
/// <param name="WhatToDo">What to do about it.</param>
internal sealed record RejectionView(RejectedCallView Rejection, LimitView? Limit, string WhatToDo);
