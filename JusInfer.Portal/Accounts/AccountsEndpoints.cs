using JusInfer.Portal.Accounts.External;
using Microsoft.AspNetCore.Antiforgery;

namespace JusInfer.Portal.Accounts;

/// <summary>The requests of browsers that Blazor's pages do not handle.</summary>
internal static class AccountsEndpoints
{
    internal static IEndpointRouteBuilder MapAccounts(this IEndpointRouteBuilder endpoints)
    {
        endpoints.MapPost("/account/sign-out", SignOutAsync).ExcludeFromDescription();
        endpoints.MapExternalSignIn();
        return endpoints;
    }

    private static async Task<IResult> SignOutAsync(HttpContext http, IAntiforgery antiforgery, SignIn signIn)
    {
        if (!await antiforgery.IsRequestValidAsync(http))
            return Results.Text(
                "This form is out of date. Go back, reload the page and sign out again.", statusCode: StatusCodes.Status400BadRequest);
        await signIn.EndSessionAsync(http.User, http.RequestAborted);

        // Also where the page's circuit goes when its session ends, which can overtake this redirect.
        return Results.LocalRedirect("/login");
    }
}
