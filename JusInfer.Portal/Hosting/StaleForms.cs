using JusInfer.Portal.Accounts.Sessions;
using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Components.Endpoints;

namespace JusInfer.Portal.Hosting;

/// <summary>
/// Answers a browser whose form has no valid proof that this portal has shown it to this person: its page was opened before somebody signed
/// in or out in another tab, or the cookies are gone. Pages would answer 400 without a body, for which browsers show a page of their own
/// (IdentityServer/IdentityServer4.Quickstart.UI#31, DuendeArchive/IdentityServer4#2484).
/// </summary>
internal static class StaleForms
{
    private const string SignInPath = "/login";

    /// <summary>Runs after the proof was checked.</summary>
    public static void UseStaleForms(this IApplicationBuilder app) =>
        app.Use(static (context, next) => IsStale(context) ? AnswerAsync(context) : next(context));

    private static bool IsStale(HttpContext context) =>
        context.Features.Get<IAntiforgeryValidationFeature>() is { IsValid: false }
        && context.GetEndpoint()?.Metadata.GetMetadata<ComponentTypeMetadata>() is not null;

    /// <summary>
    /// Says what happened, with a link to the page as it is now. Who is signed in by now does not have to sign in again: the page leads on.
    /// </summary>
    private static Task AnswerAsync(HttpContext context)
    {
        var address = $"{context.Request.PathBase}{context.Request.Path}{context.Request.QueryString}";
        if (context.Request.Path.Value?.TrimEnd('/') == SignInPath && SignInClaims.From(context.User) is not null)
        {
            context.Response.StatusCode = StatusCodes.Status303SeeOther;
            context.Response.Headers.Location = address;
            return Task.CompletedTask;
        }

        context.Response.StatusCode = StatusCodes.Status400BadRequest;
        return PlainPage.WriteAsync(
            context,
            "This form is out of date",
            [
                "Somebody signed in or out in another tab after the page was opened, the browser lost its cookies, or the server its keys.",
                "Nothing was changed.",
                "Open the page again, and enter what you wanted to send.",
            ],
            address,
            "Open the page again");
    }
}
