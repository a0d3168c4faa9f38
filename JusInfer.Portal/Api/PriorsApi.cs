using JusInfer.Portal.Accounts;
using JusInfer.Portal.Catalog;
using JusInfer.Portal.Reports.Views;
using JusInfer.Portal.Usage.Feedback;
using Microsoft.AspNetCore.Http.HttpResults;

namespace JusInfer.Portal.Api;

/// <summary><c>/v1/tenant/priors</c>: the measured results by which automatic routing chooses a model for a session.</summary>
internal static class PriorsApi
{
    internal static void MapPriors(this RouteGroupBuilder api)
    {
        api.MapGet("/tenant/priors", ListAsync)
            .WithTags("Team")
            .WithSummary("List measured results")
            .WithDescription("The measurements of models per kind of work: those of the team's own tasks first, with the source own, then those of the catalog.");
        api.MapDelete("/tenant/priors", ResetAsync)
            .WithTags("Team")
            .ProducesProblem(StatusCodes.Status403Forbidden)
            .WithSummary("Reset the team's own results")
            .WithDescription("Forgets what the team's reports say about models. The reports themselves stay. Only owners may.");
    }

    private static async Task<Ok<ListView<PriorView>>> ListAsync(SignedIn me, TeamMeasurements results, CatalogSnapshot catalog, CancellationToken cancellationToken)
    {
        var own = await results.ReadAsync(me.Team.Id, cancellationToken);
        return TypedResults.Ok(new ListView<PriorView>(
        [
            .. own.Select(static prior => PriorView.From(prior.Model, prior.Prior)),
            .. catalog.Models.SelectMany(static model => model.Priors.Select(prior => PriorView.From(model.Id, prior))),
        ]));
    }

    private static async Task<Results<NoContent, ProblemHttpResult>> ResetAsync(SignedIn me, TeamMeasurements results, CancellationToken cancellationToken) =>
        await results.ResetAsync(me.Member, cancellationToken) is { } error ? Problems.From(error) : TypedResults.NoContent();
}
