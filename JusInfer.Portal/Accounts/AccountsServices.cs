using JusInfer.Portal.Accounts.Deletion;
using JusInfer.Portal.Accounts.External;
using JusInfer.Portal.Accounts.LegacyAddresses;
using JusInfer.Portal.Accounts.OAuth;
using JusInfer.Portal.Accounts.Passkeys;
using JusInfer.Portal.Accounts.Passwords;
using JusInfer.Portal.Accounts.SecondFactors;
using JusInfer.Portal.Accounts.Sessions;
using JusInfer.Portal.Accounts.Tokens;
using JusInfer.Portal.Accounts.Verification;
using JusInfer.Portal.Audit;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace JusInfer.Portal.Accounts;

internal static class AccountsServices
{
    /// <summary>
    /// Adds accounts, and sign-in by cookie, by access token and by key. Requires this module's stores, the services of Keys, the outbox for mails, a <see cref="SignUpPolicy"/>, an
    /// <see cref="IUserStore{PortalUser}"/>, Data Protection with its keys in the store, antiforgery and a <see cref="TimeProvider"/>.
    /// </summary>
    internal static IServiceCollection AddAccounts(
        this IServiceCollection services, AccountsOptions options, OperatorOptions operators) => services
        .AddPeople()
        .AddSchemes(options)
        .AddSingleton(options)
        .AddSingleton(operators)
        .AddSingleton<AttemptLimiter>()
        .AddSingleton<ProviderClient>()
        .AddSingleton<ExternalProviders>()
        .AddScoped<ExternalSignIn>()
        .AddSingleton<CallLimiter>()
        .AddSingleton<SigningKeyRing>()
        .AddSingleton<AccessTokens>()
        .AddSingleton<KnownDevices>()
        .AddSingleton<SecurityMails>()
        .AddSingleton<SignInSessions>()
        .AddSingleton<CurrentCaller>()
        .AddSingleton<IAuditCaller>(static container => container.GetRequiredService<CurrentCaller>())
        .AddScoped<RefreshTokens>()
        .AddScoped<TokenIssuer>()
        .AddSingleton<OAuthClients>()
        .AddScoped<AuthorizationCodes>()
        .AddScoped<OAuthAuthorization>()
        .AddScoped<OAuthTokens>()
        .AddSingleton<SetupToken>()
        .AddScoped<FirstOperator>()
        .AddScoped<Operators>()
        .AddHostedService<ListedOperators>()
        .AddSingleton<IOperatorAuthorization, OperatorAuthorization>()
        .AddScoped<SignedInResolver>()
        .AddScoped<KeySignIn>()
        .AddScoped<TeamCreation>()
        .AddScoped<SignInTeam>()
        .AddScoped<TeamMemberships>()
        .AddSingleton<SecondFactorService>()
        .AddScoped<PasskeyService>()
        .AddSingleton<IStepUpAuthentication, StepUpAuthentication>()
        .AddScoped<SecondFactorConfirmation>()
        .AddScoped<ResetLinks>()
        .AddScoped<SessionRevocation>()
        .AddSingleton<ForgottenPasswords>()
        .AddHostedService(static container => container.GetRequiredService<ForgottenPasswords>())
        .AddScoped<EmailVerification>()
        .AddScoped<EmailChanges>()
        .AddSingleton<InvitationMails>()
        .AddScoped<DecoyHashes>()
        .AddScoped<PasswordSetter>()
        .AddScoped<PasswordResets>()
        .AddScoped<PasswordCheck>()
        .AddScoped<PasswordChange>()
        .AddScoped<AccountDeletion>()
        .AddScoped<LegacyAccounts>()
        .AddScoped<SignUp>()
        .AddSingleton<KnownDeviceFailures>()
        .AddScoped<Lockout>()
        .AddScoped<AccountLookup>()
        .AddScoped<CredentialCheck>()
        .AddScoped<SignIn>();

    private static IServiceCollection AddPeople(this IServiceCollection services)
    {
        services.AddScoped<IPasswordValidator<PortalUser>, PasswordRules>();
        services.AddIdentityCore<PortalUser>(static identity =>
        {
            // EmailAddress checks addresses; Identity's list of allowed characters has no apostrophe.
            identity.User.AllowedUserNameCharacters = "";
            identity.User.RequireUniqueEmail = true;
            identity.Lockout.MaxFailedAccessAttempts = 5;
            identity.Lockout.DefaultLockoutTimeSpan = TimeSpan.FromMinutes(5);
        }).AddSignInManager();

        // OWASP's minimum for PBKDF2 with HMAC-SHA-512. The next sign-in renews a hash with fewer.
        services.Configure<PasswordHasherOptions>(static hashing => hashing.IterationCount = 210_000);

        // A passkey signs in without a password, so its authenticator has to check the person, and to find it without the name of an account.
        services.Configure<IdentityPasskeyOptions>(static passkey => (passkey.UserVerificationRequirement, passkey.ResidentKeyRequirement) = ("required", "required"));
        services.TryAddScoped<IPasskeyHandler<PortalUser>, PasskeyHandler<PortalUser>>();
        return services;
    }

    private static IServiceCollection AddSchemes(this IServiceCollection services, AccountsOptions options)
    {
        services.Configure<SecurityStampValidatorOptions>(static stamp =>
        {
            stamp.ValidationInterval = TimeSpan.FromMinutes(5);
            stamp.OnRefreshingPrincipal = SignInCookie.KeepSessionAsync;
        });
        var schemes = services.AddAuthentication(Schemes.Pages);
        schemes.AddScheme<AuthenticationSchemeOptions, AccessTokenHandler>(Schemes.Api, displayName: null, configureOptions: null)
            .AddPolicyScheme(Schemes.PagesAndPrograms, displayName: null, static scheme => scheme.ForwardDefaultSelector = Schemes.SchemeOf)

            // All of Identity's cookies, although pages use only the first: SignInManager signs out of each.
            .AddIdentityCookies();
        foreach (var provider in options.ExternalProviders)
            schemes.AddOAuth<ExternalSchemeOptions, ExternalSignInHandler>(provider.Scheme, scheme => scheme.Apply(provider));
        services.ConfigureExternalCookie(static cookie => cookie.Cookie.Name = "jusinfer-identity");
        return services.ConfigureApplicationCookie(static cookie =>
        {
            cookie.Cookie.Name = "jusinfer-session";
            cookie.Cookie.HttpOnly = true;
            cookie.Cookie.SameSite = SameSiteMode.Lax;
            cookie.Cookie.SecurePolicy = CookieSecurePolicy.SameAsRequest;
            cookie.ExpireTimeSpan = SignInCookie.Lifetime.Idle;
            cookie.Events.OnValidatePrincipal = SignInCookie.ValidateAsync;
            cookie.SlidingExpiration = true;
            cookie.LoginPath = "/login";
            cookie.AccessDeniedPath = "/login";
            cookie.ReturnUrlParameter = "returnUrl";
        });
    }
}
