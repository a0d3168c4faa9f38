using JusInfer.Portal.Accounts;
using JusInfer.Portal.Admission.Runaway;
using JusInfer.Portal.Api.Input;
using JusInfer.Portal.Catalog;
using JusInfer.Portal.Keys;
using JusInfer.Portal.Reports.Views;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;

namespace JusInfer.Portal.Api;

/// <summary><c>/v1/keys</c>: the API keys of the caller's team.</summary>
internal static class KeysApi
{
    private static readonly ProblemHttpResult NoSuchKey = Problems.NotFound("There is no such key.");

    internal static void MapKeys(this RouteGroupBuilder api)
    {
        var keys = api.MapGroup("/keys").WithTags("Keys");
        keys.MapPost("", MintAsync)
            .ProducesProblem(StatusCodes.Status403Forbidden)
            .WithSummary("Mint a key")
            .WithDescription("The field key contains the plaintext. Only this response contains it.");
        keys.MapGet("", ListAsync)
            .AllowKeys()
            .WithSummary("List keys")
            .WithDescription("Newest first, revoked ones included. Owners and admins see the keys of the team, others their own. A key with the scope usage:read "
                + "sees what its member sees, a service key itself. last_used is stored at most once a minute.");
        keys.MapPatch("/{id}", ChangeAsync)
            .ProducesProblem(StatusCodes.Status403Forbidden)
            .ProducesProblem(StatusCodes.Status404NotFound)
            .ProducesProblem(StatusCodes.Status409Conflict)
            .WithSummary("Change a key")
            .WithDescription("Fields that are absent keep their value. Null removes a limit; for rpm it restores the default of 600. "
                + "overlap_seconds ends the previous secret of a rotated key earlier. With If-Match and the version of the key as an "
                + "entity tag, a change that someone else made meanwhile is not overwritten: the call fails with 409.");
        keys.MapDelete("/{id}", RevokeAsync)
            .ProducesProblem(StatusCodes.Status404NotFound)
            .WithSummary("Revoke a key")
            .WithDescription("Takes effect within one second and cannot be undone. Revoking a revoked key succeeds.");
        keys.MapPost("/{id}/rotate", RotateAsync)
            .ProducesProblem(StatusCodes.Status403Forbidden)
            .ProducesProblem(StatusCodes.Status404NotFound)
            .ProducesProblem(StatusCodes.Status409Conflict)
            .WithSummary("Rotate a key")
            .WithDescription("Gives the key a new secret, which only this response contains. Its id stays, with limits, budgets and "
                + "usage; limits and expiry are brought within the team's policy. The previous secret keeps working for the overlap; one "
                + "that still does from an earlier rotation ends. If-Match works as for a change.");
        keys.MapPost("/report", ReportAsync)
            .AllowAnonymous()
            .AddEndpointFilter(ApiEndpoints.LimitAnonymousAsync)
            .WithSummary("Report a leaked key")
            .WithDescription("For anyone who finds a key in public, such as a scanner of repositories. A live key is revoked on all nodes, and its holder sees why. "
                + "The response is the same for every text, whether or not it is a key.");
        keys.MapPost("/{id}/resume", ResumeAsync)
            .ProducesProblem(StatusCodes.Status404NotFound)
            .WithSummary("Resume a key")
            .WithDescription("Ends the pause of a key that runaway protection has paused, and keeps it from being paused again for 24 hours. "
                + "Resuming a key that is not paused succeeds.");
    }

    private static async Task<Results<Created<KeyView>, ProblemHttpResult>> MintAsync(
        SignedIn me, JsonBody<KeyRequest> body, ApiKeyService keys, CatalogSnapshot catalog, CancellationToken cancellationToken)
    {
        CatalogModels.Check(body.Input.Errors, "models", body.Input.Request.Models, catalog);
        return Created(await keys.MintAsync(me.Member, body.Input, cancellationToken));
    }

    private static async Task<Ok<ListView<KeyView>>> ListAsync(
        SignedIn me, ApiKeyService keys, PauseCache pauses, TimeProvider time, CancellationToken cancellationToken)
    {
        var (paused, now) = (await pauses.GetAsync(me.Team.Id, cancellationToken), time.GetUtcNow());
        var listed = await keys.ListAsync(me.Member, cancellationToken);
        return TypedResults.Ok(new ListView<KeyView>([.. listed.Select(key => KeyView.From(key, now, paused))]));
    }

    private static async Task<Results<Ok<KeyView>, ProblemHttpResult>> ChangeAsync(
        string id, [FromHeader(Name = "If-Match")] string? ifMatch, HttpResponse response, SignedIn me, JsonBody<KeyChange> body, ApiKeyService keys,
        CatalogSnapshot catalog, PauseCache pauses, TimeProvider time, CancellationToken cancellationToken)
    {
        if (!KeyId.TryParse(id, out var key)) return NoSuchKey;
        CatalogModels.Check(body.Input.Errors, "models", body.Input.Request.Models.Or(null), catalog);
        var result = await keys.ChangeAsync(me.Member, key, EntityTags.VersionOf(ifMatch), body.Input, cancellationToken);
        if (!result.TryGet(out var changed, out var error)) return Problems.From(error);
        EntityTags.Set(response, changed.Version);
        return TypedResults.Ok(KeyView.From(changed, time.GetUtcNow(), await pauses.GetAsync(me.Team.Id, cancellationToken)));
    }

    private static async Task<Results<NoContent, ProblemHttpResult>> RevokeAsync(
        string id, SignedIn me, ApiKeyService keys, CancellationToken cancellationToken)
    {
        if (!KeyId.TryParse(id, out var key)) return NoSuchKey;
        return (await keys.RevokeAsync(me.Member, key, cancellationToken)).Error is { } error ? Problems.From(error) : TypedResults.NoContent();
    }

    private static async Task<Results<Created<KeyView>, ProblemHttpResult>> RotateAsync(
        string id, [FromHeader(Name = "If-Match")] string? ifMatch, HttpResponse response, SignedIn me, JsonBody<KeyRotation> body,
        ApiKeyService keys, CancellationToken cancellationToken)
    {
        if (!KeyId.TryParse(id, out var key)) return NoSuchKey;
        var rotated = await keys.RotateAsync(me.Member, key, EntityTags.VersionOf(ifMatch), body.Input, cancellationToken);
        if (rotated.TryGet(out var minted, out _)) EntityTags.Set(response, minted.Key.Version);
        return Created(rotated);
    }

    private static async Task<Results<Accepted, ProblemHttpResult>> ReportAsync(JsonBody<KeyReport> body, KeyReports reports, CancellationToken cancellationToken)
    {
        // Scanners send fields of their own with a report.
        if (body.Input.Request.Key is not { } key) return Problems.From(new RequestError.Invalid(body.Input.Errors));
        await reports.AddAsync(key.Reveal(), cancellationToken);
        return TypedResults.Accepted((string?)null);
    }

    private static async Task<Results<Ok<KeyView>, ProblemHttpResult>> ResumeAsync(
        string id, SignedIn me, PauseService service, PauseCache pauses, TimeProvider time, CancellationToken cancellationToken)
    {
        if (!KeyId.TryParse(id, out var key)) return NoSuchKey;
        return (await service.ResumeAsync(me.Member, key, cancellationToken)).TryGet(out var resumed, out var error)
            ? TypedResults.Ok(KeyView.From(resumed, time.GetUtcNow(), await pauses.GetAsync(me.Team.Id, cancellationToken)))
            : Problems.From(error);
    }

    private static Results<Created<KeyView>, ProblemHttpResult> Created(Result<MintedKey, RequestError> result) =>
        result.TryGet(out var minted, out var error)
            ? TypedResults.Created($"/v1/keys/{minted.Key.Id}", KeyView.From(minted))
            : Problems.From(error);
}
