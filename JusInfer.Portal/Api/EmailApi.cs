using System.Security.Claims;
using JusInfer.Portal.Accounts;
using JusInfer.Portal.Accounts.Sessions;
using JusInfer.Portal.Accounts.Verification;
using JusInfer.Portal.Api.Input;
using JusInfer.Portal.Reports.Views;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Identity;

namespace JusInfer.Portal.Api;

/// <summary><c>/v1/auth/email</c>: the caller's e-mail address. The link that confirms a new one opens a page.</summary>
internal static class EmailApi
{
    internal static void MapEmail(this RouteGroupBuilder api)
    {
        var email = api.MapGroup("/auth/email").WithTags("Sign-in");
        email.MapGet("/", FindAsync)
            .WithSummary("Get your e-mail address")
            .WithDescription("Whether it is verified, and the change that waits until the link in the mail to the new address is opened.");
        email.MapPost("/", RequestAsync)
            .WithMetadata(new NeedsHttpsAttribute())
            .ProducesProblem(StatusCodes.Status403Forbidden)
            .ProducesProblem(StatusCodes.Status409Conflict)
            .WithSummary("Change your e-mail address")
            .WithDescription("Mails a link to the new address, which works once and for a day. Until it is opened, the account keeps its address. Then all sessions of the account end. Needs the "
                + "password and, if the account has one, the second factor.");
        email.MapDelete("/change", CancelAsync)
            .WithSummary("Cancel the change of your e-mail address")
            .WithDescription("The mailed link does not work any more. Also 204 if no change waits.");
    }

    private static async Task<Ok<EmailView>> FindAsync(ClaimsPrincipal me, UserManager<PortalUser> users, EmailChanges changes, CancellationToken cancellationToken)
    {
        var user = await users.FindByIdAsync(Of(me).User.Value.ToString()) ?? throw new InvalidOperationException("The account of a live session exists.");
        return TypedResults.Ok(EmailView.From(user, await changes.FindAsync(user, cancellationToken)));
    }

    private static async Task<Results<Accepted<EmailChangeView>, ProblemHttpResult>> RequestAsync(
        ClaimsPrincipal me, JsonBody<EmailChangeRequest> body, EmailChanges changes, CancellationToken cancellationToken) =>
        (await changes.RequestAsync(Of(me).User, body.Input, cancellationToken)).TryGet(out var change, out var error)
            ? TypedResults.Accepted((string?)null, EmailChangeView.From(change))
            : Problems.From(error);

    private static async Task<NoContent> CancelAsync(ClaimsPrincipal me, EmailChanges changes, CancellationToken cancellationToken)
    {
        await changes.CancelAsync(Of(me).User, cancellationToken);
        return TypedResults.NoContent();
    }

    private static SignInClaims Of(ClaimsPrincipal me) =>
        SignInClaims.From(me) ?? throw new InvalidOperationException("The access token handler sets the session.");
}
