namespace JusInfer.Portal.Accounts.External;

/// <summary>Where the sign-in with a provider begins and ends. In between, the authentication middleware handles the callback.</summary>
internal static class ExternalSignInEndpoints
{
    /// <summary>The page that completes a sign-in, or says why that is not possible; below it, one path per provider begins one.</summary>
    public const string Path = "/account/external";

    internal static void MapExternalSignIn(this IEndpointRouteBuilder endpoints) => endpoints.MapGet(Path + "/{provider}", Start).AllowAnonymous().WithMetadata(new NeedsHttpsAttribute()).ExcludeFromDescription();

    /// <summary>The address of the page that says why a sign-in did not succeed.</summary>
    public static string AddressOf(ExternalProviderOptions provider, ExternalFailure failure) => $"{Path}?failed={EnumFormat.Format(failure)}&provider={provider.Name}";

    /// <summary>
    /// Sends the browser to the provider. It is a GET, because forms may not lead to other sites: what it begins changes nothing before the person returns, and an
    /// account is linked only after its password was checked. A browser that another site sends here is led to the page for signing in: a provider that remembers the
    /// person would sign them in without a click (login CSRF).
    /// </summary>
    private static IResult Start(string provider, string? returnUrl, string? invite, HttpRequest request, ExternalProviders providers, AttemptLimiter attempts)
    {
        if (providers.Find(provider) is not { } found) return Results.NotFound();
        if (request.Headers["Sec-Fetch-Site"].ToString() is "cross-site" or "same-site") return Results.LocalRedirect("/login");
        if (attempts.Count() is { } wait) return Results.Text(new RequestError.RateLimited(wait).Reason, statusCode: StatusCodes.Status429TooManyRequests);
        return Results.Challenge(ExternalSignIn.PropertiesOf(Path, ReturnUrl.Local(returnUrl), invite), [found.Scheme]);
    }
}
