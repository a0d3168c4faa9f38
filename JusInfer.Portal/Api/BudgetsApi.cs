using JusInfer.Portal.Accounts;
using JusInfer.Portal.Api.Input;
using JusInfer.Portal.Catalog;
using JusInfer.Portal.Primitives.Validation;
using JusInfer.Portal.Reports.Views;
using JusInfer.Portal.Spending.Budgets;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;

namespace JusInfer.Portal.Api;

/// <summary><c>/v1/budgets</c>: the budgets of the caller's team.</summary>
internal static class BudgetsApi
{
    private static readonly ProblemHttpResult NoSuchBudget = Problems.NotFound("There is no such budget.");

    internal static void MapBudgets(this RouteGroupBuilder api)
    {
        var budgets = api.MapGroup("/budgets").WithTags("Budgets");
        budgets.MapGet("", ListAsync)
            .WithSummary("List budgets")
            .WithDescription("Oldest first, then the monthly caps of keys and members (is_cap), which are changed at their own endpoints. Owners "
                + "and admins see all, others those that apply to them.");
        budgets.MapPost("", AddAsync)
            .ProducesProblem(StatusCodes.Status403Forbidden)
            .WithSummary("Add a budget")
            .WithDescription("Limits what calls may cost per window. Takes effect within one second. A budget below the current spend is allowed "
                + "and has a warning. The ETag is the budget's version.");
        budgets.MapPatch("/{id}", ChangeAsync)
            .ProducesProblem(StatusCodes.Status403Forbidden)
            .ProducesProblem(StatusCodes.Status404NotFound)
            .ProducesProblem(StatusCodes.Status409Conflict)
            .WithSummary("Change a budget")
            .WithDescription("Fields that are absent keep their value. With If-Match and the ETag of the budget, a change that someone else made "
                + "meanwhile is not overwritten: the call fails with 409.");
        budgets.MapDelete("/{id}", RemoveAsync)
            .ProducesProblem(StatusCodes.Status403Forbidden)
            .ProducesProblem(StatusCodes.Status404NotFound)
            .ProducesProblem(StatusCodes.Status409Conflict)
            .WithSummary("Remove a budget")
            .WithDescription("Takes effect within one second. If-Match works as in a change.");
        budgets.MapPost("/preview", PreviewAsync)
            .ProducesProblem(StatusCodes.Status403Forbidden)
            .WithSummary("Preview a budget")
            .WithDescription("Counts which of the last 30 days' calls the budget would have rejected if it blocked. Of a team with "
                + "more than 200,000 calls, only the newest are read, and truncated is true.");
    }

    private static async Task<Ok<ListView<BudgetView>>> ListAsync(SignedIn me, BudgetService budgets, CancellationToken cancellationToken) =>
        TypedResults.Ok(new ListView<BudgetView>([.. (await budgets.ListAsync(me.Member, cancellationToken)).Select(BudgetView.From)]));

    private static async Task<Results<Created<BudgetView>, ProblemHttpResult>> AddAsync(
        HttpResponse response, SignedIn me, JsonBody<BudgetRequest> body, BudgetService budgets, CatalogSnapshot catalog,
        CancellationToken cancellationToken)
    {
        if (!(await budgets.AddAsync(me.Member, WithModelId(body.Input, catalog), cancellationToken)).TryGet(out var added, out var error)) return Problems.From(error);
        EntityTags.Set(response, added.Budget.Version);
        return TypedResults.Created($"/v1/budgets/{added.Budget.Id}", BudgetView.From(added));
    }

    private static async Task<Results<Ok<BudgetView>, ProblemHttpResult>> ChangeAsync(
        string id, [FromHeader(Name = "If-Match")] string? ifMatch, HttpResponse response, SignedIn me, JsonBody<BudgetChange> body, BudgetService budgets,
        CatalogSnapshot catalog, CancellationToken cancellationToken)
    {
        if (!BudgetId.TryParse(id, out var budget)) return NoSuchBudget;
        var result = await budgets.ChangeAsync(
            me.Member, budget, EntityTags.VersionOf(ifMatch), WithModelId(body.Input, catalog), cancellationToken);
        if (!result.TryGet(out var changed, out var error)) return Problems.From(error);
        EntityTags.Set(response, changed.Budget.Version);
        return TypedResults.Ok(BudgetView.From(changed));
    }

    private static async Task<Results<NoContent, ProblemHttpResult>> RemoveAsync(
        string id, [FromHeader(Name = "If-Match")] string? ifMatch, SignedIn me, BudgetService budgets, CancellationToken cancellationToken)
    {
        if (!BudgetId.TryParse(id, out var budget)) return NoSuchBudget;
        var error = await budgets.RemoveAsync(me.Member, budget, EntityTags.VersionOf(ifMatch), cancellationToken);
        return error is null ? TypedResults.NoContent() : Problems.From(error);
    }

    private static async Task<Results<Ok<BudgetPreviewView>, ProblemHttpResult>> PreviewAsync(
        SignedIn me, JsonBody<BudgetRequest> body, BudgetPreview preview, CatalogSnapshot catalog, CancellationToken cancellationToken) =>
        (await preview.CountAsync(me.Member, WithModelId(body.Input, catalog), cancellationToken)).TryGet(out var result, out var error)
            ? TypedResults.Ok(new BudgetPreviewView(result.Stopped, result.Calls, result.IsTruncated))
            : Problems.From(error);

    private static Input<BudgetRequest> WithModelId(Input<BudgetRequest> input, CatalogSnapshot catalog) =>
        FindModelId(input, input.Request.Model, catalog) is { } id ? new(input.Request with { Model = id }, input.Errors) : input;

    private static Input<BudgetChange> WithModelId(Input<BudgetChange> input, CatalogSnapshot catalog) =>
        FindModelId(input, input.Request.Model.Or(null), catalog) is { } id ? new(input.Request with { Model = id }, input.Errors) : input;

    /// <summary>The catalog id of a model, by which calls are stored. Adds an error if the catalog does not have it.</summary>
    private static string? FindModelId<T>(Input<T> input, string? model, CatalogSnapshot catalog)
        where T : class
    {
        if (model is not { Length: > 0 and <= BudgetRequest.MaxNameLength }) return null;
        switch (catalog.Resolve(model))
        {
            case ModelResolution.Pinned(var pinned):
                return pinned.Id;
            case ModelResolution.Unknown({ IsEmpty: false } nearest):
                input.AddError(nameof(BudgetRequest.Model), $"There is no model '{model}'. Did you mean {string.Join(" or ", nearest)}?");
                return null;
            case ModelResolution.Unknown:
                input.AddError(nameof(BudgetRequest.Model), $"There is no model '{model}'.");
                return null;
            default:
                input.AddError(nameof(BudgetRequest.Model), $"'{model}' selects a model per call. Name the model that serves the calls.");
                return null;
        }
    }
}
