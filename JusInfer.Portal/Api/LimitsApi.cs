using JusInfer.Portal.Accounts;
using JusInfer.Portal.Admission;
using JusInfer.Portal.Api.Input;
using JusInfer.Portal.Catalog;
using JusInfer.Portal.Keys;
using JusInfer.Portal.Primitives.Validation;
using JusInfer.Portal.Reports.Views;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;

namespace JusInfer.Portal.Api;

/// <summary><c>/v1/limits</c>: which limits apply to the calls of a key, and which one binds.</summary>
internal static class LimitsApi
{
    internal static void MapLimits(this RouteGroupBuilder api) => api.MapGroup("/limits").WithTags("Limits").MapGet("", EvaluateAsync)
        .AllowKeys()
        .ProducesProblem(StatusCodes.Status404NotFound)
        .WithSummary("Evaluate a key's limits")
        .WithDescription("All limits that apply to the calls of a key: rates, budgets and the wallet, with what is used, what running calls hold, "
            + "and when each resets. The one that binds is the one that the next calls reach first.");

    private static async Task<Results<Ok<ListView<LimitView>>, ProblemHttpResult>> EvaluateAsync(
        SignedIn me, QueryParameters<LimitsQuery> query, ApiKeyService keys, [FromServices] LimitReport report, CatalogSnapshot catalog,
        CancellationToken cancellationToken)
    {
        var (input, request) = (query.Input, query.Input.Request);
        var model = request.Model is { } name ? catalog.Resolve(name) : null;
        if (model is ModelResolution.Unknown) input.AddError(nameof(LimitsQuery.Model), $"There is no model '{request.Model}'.");
        if (input.Errors.Any) return Problems.From(new RequestError.Invalid(input.Errors));

        if (await keys.FindHolderAsync(me.Member, request.Key!.Value, cancellationToken) is not { } holder) return Problems.NotFound("There is no such key.");
        var limits = await report.EvaluateAsync(holder, (model as ModelResolution.Pinned)?.Model.Id, catalog.IsDemo, cancellationToken);
        return TypedResults.Ok(new ListView<LimitView>([.. limits.Select(LimitView.From)]));
    }
}

/// <summary>The query string of an evaluation of limits.</summary>
internal sealed record LimitsQuery
{
    /// <summary>The key: its id.</summary>
    [RequiredField]
    public KeyId? Key { get; init; }

    /// <summary>The model that the calls use. Without it, budgets of single models are left out.</summary>
    [ShortText(200)]
    public string? Model { get; init; }
}
