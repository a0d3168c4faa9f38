using JusInfer.Portal.Accounts;
using JusInfer.Portal.Api.Input;
using JusInfer.Portal.Catalog.Providers;
using JusInfer.Portal.Reports.Views;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;

namespace JusInfer.Portal.Api;

/// <summary><c>/v1/operator/providers</c>: the providers of the catalog and their credentials. Only operators may call it.</summary>
internal static class ProvidersApi
{
    internal static void MapProviders(this RouteGroupBuilder api)
    {
        var providers = api.MapGroup("/operator/providers").WithTags("Operator").ProducesProblem(StatusCodes.Status403Forbidden);
        providers.MapGet("", ListAsync)
            .WithSummary("List providers")
            .WithDescription("The providers of the catalog: whether they are usable, where their credential comes from, and their last test.");
        providers.MapGet("/{id}/credential", FindAsync)
            .ProducesProblem(StatusCodes.Status404NotFound)
            .WithSummary("Get a provider")
            .WithDescription("Where its credential comes from, and its last test. No response contains a credential. The ETag is the version of the stored one.");
        providers.MapPut("/{id}/credential", SetAsync)
            .ProducesProblem(StatusCodes.Status404NotFound)
            .ProducesProblem(StatusCodes.Status409Conflict)
            .WithSummary("Set the credential of a provider")
            .WithDescription("Stores it encrypted, in the place of an earlier one. It takes precedence over one in the configuration. All nodes use it within a second. "
                + "With If-Match and the ETag, a credential that someone else set meanwhile is not replaced: the call fails with 409.");
        providers.MapDelete("/{id}/credential", RemoveAsync)
            .ProducesProblem(StatusCodes.Status404NotFound)
            .WithSummary("Remove the credential of a provider")
            .WithDescription("A credential in the configuration is used again.");
        providers.MapPost("/{id}/test", TestAsync)
            .ProducesProblem(StatusCodes.Status404NotFound)
            .ProducesProblem(StatusCodes.Status409Conflict)
            .WithSummary("Test a provider")
            .WithDescription("Calls its cheapest chat model for one token, and says what to do if that fails. The call is not recorded as usage.");
    }

    private static async Task<Results<Ok<ListView<ProviderView>>, ProblemHttpResult>> ListAsync(
        SignedIn me, [FromServices] ProviderService providers, CancellationToken cancellationToken)
    {
        if (!me.IsOperator) return Problems.OnlyOperator;
        var states = await providers.ListAsync(cancellationToken);
        return TypedResults.Ok(new ListView<ProviderView>([.. states.Select(ProviderView.From)]));
    }

    private static async Task<Results<Ok<ProviderView>, ProblemHttpResult>> FindAsync(
        string id, HttpResponse response, SignedIn me, [FromServices] ProviderService providers, CancellationToken cancellationToken) =>
        me.IsOperator ? ViewOf(response, await providers.FindAsync(id, cancellationToken)) : Problems.OnlyOperator;

    private static async Task<Results<Ok<ProviderView>, ProblemHttpResult>> SetAsync(
        string id, [FromHeader(Name = "If-Match")] string? ifMatch, HttpResponse response, SignedIn me, JsonBody<CredentialRequest> body,
        [FromServices] ProviderService providers, CancellationToken cancellationToken) =>
        me.IsOperator ? ViewOf(response, await providers.SetAsync(me.UserId, id, EntityTags.VersionOf(ifMatch), body.Input, cancellationToken)) : Problems.OnlyOperator;

    private static async Task<Results<NoContent, ProblemHttpResult>> RemoveAsync(
        string id, SignedIn me, [FromServices] ProviderService providers, CancellationToken cancellationToken)
    {
        if (!me.IsOperator) return Problems.OnlyOperator;
        return await providers.RemoveAsync(me.UserId, id, cancellationToken) is { } error ? Problems.From(error) : TypedResults.NoContent();
    }

    private static async Task<Results<Ok<ProviderTestView>, ProblemHttpResult>> TestAsync(
        string id, SignedIn me, [FromServices] ProviderService providers, CancellationToken cancellationToken)
    {
        if (!me.IsOperator) return Problems.OnlyOperator;
        return (await providers.TestAsync(me.UserId, id, cancellationToken)).TryGet(out var test, out var error)
            ? TypedResults.Ok(ProviderTestView.From(test))
            : Problems.From(error);
    }

    private static Results<Ok<ProviderView>, ProblemHttpResult> ViewOf(HttpResponse response, Result<ProviderState, RequestError> result)
    {
        if (!result.TryGet(out var state, out var error)) return Problems.From(error);
        EntityTags.Set(response, state.Version);
        return TypedResults.Ok(ProviderView.From(state));
    }
}
