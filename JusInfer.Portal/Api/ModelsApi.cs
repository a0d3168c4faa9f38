using JusInfer.Portal.Accounts;
using JusInfer.Portal.Api.Input;
using JusInfer.Portal.Catalog.Providers;
using JusInfer.Portal.Reports.Views;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;

namespace JusInfer.Portal.Api;

/// <summary><c>/v1/operator/models</c>: what operators change about the models of the catalog. Only operators may call it.</summary>
internal static class ModelsApi
{
    internal static void MapModels(this RouteGroupBuilder api)
    {
        var models = api.MapGroup("/operator/models").WithTags("Operator").ProducesProblem(StatusCodes.Status403Forbidden);
        models.MapGet("", ListAsync)
            .WithSummary("List the settings of models")
            .WithDescription("The models of the catalog and of local servers: whether calls are sent to them, their names, and the prices that an operator has set.");
        models.MapGet("/{**id}", FindAsync)
            .ProducesProblem(StatusCodes.Status404NotFound)
            .WithSummary("Get the settings of a model")
            .WithDescription("The id can contain slashes. The ETag is the version of the settings.");
        models.MapPut("/{**id}", SetAsync)
            .ProducesProblem(StatusCodes.Status404NotFound)
            .ProducesProblem(StatusCodes.Status409Conflict)
            .WithSummary("Replace the settings of a model")
            .WithDescription("Fields that are absent get their default, so an empty object restores what the catalog says. All nodes use the settings within a second. "
                + "With If-Match and the ETag, settings that someone else changed meanwhile are not replaced: the call fails with 409.");
    }

    private static async Task<Results<Ok<ListView<ModelSettingsView>>, ProblemHttpResult>> ListAsync(
        SignedIn me, [FromServices] ModelService models, CancellationToken cancellationToken)
    {
        if (!me.IsOperator) return Problems.OnlyOperator;
        var states = await models.ListAsync(cancellationToken);
        return TypedResults.Ok(new ListView<ModelSettingsView>([.. states.Select(ModelSettingsView.From)]));
    }

    private static async Task<Results<Ok<ModelSettingsView>, ProblemHttpResult>> FindAsync(
        string id, HttpResponse response, SignedIn me, [FromServices] ModelService models, CancellationToken cancellationToken) =>
        me.IsOperator ? ViewOf(response, await models.FindAsync(id, cancellationToken)) : Problems.OnlyOperator;

    private static async Task<Results<Ok<ModelSettingsView>, ProblemHttpResult>> SetAsync(
        string id, [FromHeader(Name = "If-Match")] string? ifMatch, HttpResponse response, SignedIn me, JsonBody<ModelSettingsRequest> body,
        [FromServices] ModelService models, CancellationToken cancellationToken) =>
        me.IsOperator ? ViewOf(response, await models.SetAsync(me.UserId, id, EntityTags.VersionOf(ifMatch), body.Input, cancellationToken)) : Problems.OnlyOperator;

    private static Results<Ok<ModelSettingsView>, ProblemHttpResult> ViewOf(HttpResponse response, Result<ModelState, RequestError> result)
    {
        if (!result.TryGet(out var state, out var error)) return Problems.From(error);
        EntityTags.Set(response, state.Version);
        return TypedResults.Ok(ModelSettingsView.From(state));
    }
}
