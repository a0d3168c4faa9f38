using JusInfer.Portal.Accounts;
using JusInfer.Portal.Accounts.External;
using JusInfer.Portal.Accounts.Sessions;
using JusInfer.Portal.Primitives.Validation;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Authorization;

namespace JusInfer.Portal.Components.Account;

/// <summary>
/// Where a browser returns from a provider: signs the person in, asks for the second factor, creates an account, links the provider to the account of a person who is
/// signed in, or says why none of this is possible. It works without JavaScript.
/// </summary>
public sealed partial class ExternalPage
{
    private ValidationErrors errors = new();
    private string? error;
    private bool isNew;

    /// <summary>Whether someone who is signed in has gone back to a sign-in.</summary>
    private bool isOver;
    private ExternalArrival? arrival;

    /// <summary>The session of a person who is signed in.</summary>
    private SignInClaims? me;

    [SupplyParameterFromQuery(Name = "failed")]
    private string? Failed { get; set; }

    [SupplyParameterFromQuery(Name = "provider")]
    private string? Provider { get; set; }

    [SupplyParameterFromForm(Name = "team", FormName = "external-sign-up")]
    private string? Team { get; set; }

    /// <summary>What the form for the code posts, or what signing in got for it.</summary>
    [SupplyParameterFromForm(Name = "ticket", FormName = "second-factor")]
    private string? Ticket { get; set; }

    /// <summary>The same, posted by the form for a passkey.</summary>
    [SupplyParameterFromForm(Name = "ticket", FormName = "passkey")]
    private string? PasskeyTicket { get; set; }

    [Inject]
    private ExternalSignIn External { get; set; } = default!;

    [Inject]
    private ExternalProviders Providers { get; set; } = default!;

    [Inject]
    private NavigationManager Navigation { get; set; } = default!;

    [CascadingParameter]
    private Task<AuthenticationState> Authentication { get; set; } = default!;

    [CascadingParameter]
    private HttpContext? Http { get; set; }

    private string Title => isOver ? "You are signed in"
        : me is not null ? $"{arrival?.Provider.DisplayName ?? Providers.Find(Provider)?.DisplayName ?? "The provider"} was not linked"
        : arrival is null ? "You are not signed in" : $"You are not signed in with {arrival.Provider.DisplayName}";

    private CancellationToken Aborted => Http?.RequestAborted ?? CancellationToken.None;

    protected override async Task OnInitializedAsync()
    {
        me = SignInClaims.From((await Authentication).User);
        if (EnumFormat.Parse<ExternalFailure>(Failed) is { } failure)
        {
            var name = Providers.Find(Provider)?.DisplayName ?? "the provider";
            isOver = me is not null && failure is ExternalFailure.Expired;
            error = isOver
                ? $"This sign-in with {name} took too long or was completed already. To link {name}, start again on the account page."
                : Describe(failure, name);
            return;
        }

        arrival = await External.FindAsync(Http!);
        Ticket ??= PasskeyTicket;
        if (Ticket is not null) return;
        if (arrival is null)
        {
            if (me is not null && HttpMethods.IsGet(Http!.Request.Method)) Navigation.NavigateTo(ReturnUrl.Default);
            error = Describe(ExternalFailure.Expired, "the provider");
        }
        else if (me is null) await SignInAsync(arrival);
        else if (await External.IsLinkedAsync(me.Value.User, arrival, Aborted)) await LeaveAsync(arrival.ReturnTo);
    }

    private async Task SignInAsync(ExternalArrival returned)
    {
        switch ((await External.SignInAsync(returned, Aborted)).Error)
        {
            case null: await LeaveAsync(returned.ReturnTo); break;
            case RequestError.SecondFactorRequired { Ticket: { } ticket }: Ticket = ticket.Reveal(); break;
            case RequestError.NotFound: isNew = true; break;
            case var failure: Show(failure); break;
        }
    }

    private async Task SignUpAsync()
    {
        errors = new ValidationErrors();
        if ((await External.SignUpAsync(arrival!, Team, Aborted)).Error is { } failure) Show(failure);
        else await LeaveAsync(arrival!.ReturnTo);
    }

    private async Task<string?> LinkAsync()
    {
        if (await External.LinkAsync(me!.Value.User, arrival!, Aborted) is { } failure) return failure.Reason;
        await LeaveAsync("/account");
        return null;
    }

    private async Task LeaveAsync(string path)
    {
        await ExternalSignIn.ForgetAsync(Http!);
        Navigation.NavigateTo(path);
    }

    private void Show(RequestError failure)
    {
        if (failure is RequestError.Invalid invalid) errors = invalid.Errors;
        else error = failure is RequestError.RateLimited limited ? RateLimitMessage.For(limited.RetryAfter) : failure.Reason;
    }

    private static string Describe(ExternalFailure failure, string provider) => failure switch
    {
        ExternalFailure.Canceled => $"The sign-in with {provider} was canceled.",
        ExternalFailure.Expired => $"This sign-in with {provider} took too long, was completed already, or began in another browser. Start again.",
        ExternalFailure.Unreachable => $"This portal cannot reach {provider} at the moment. Try again in a few minutes.",
        _ => $"The answer of {provider} could not be verified. Start again; if it happens again, tell the operator, whose log says why.",
    };
}
