using System.Collections.Immutable;
using JusInfer.Portal.Accounts;
using JusInfer.Portal.Accounts.External;
using JusInfer.Portal.Accounts.Passkeys;
using JusInfer.Portal.Accounts.Passwords;
using JusInfer.Portal.Accounts.Sessions;
using JusInfer.Portal.Accounts.Verification;
using Microsoft.AspNetCore.DataProtection;
using Secret = JusInfer.Portal.Primitives.Secret;

namespace JusInfer.Portal.Tests.Access;

/// <summary>What pages do while nobody is signed in. Each call brings its own credential, token or secret.</summary>
internal static class CredentialActions
{
    private static readonly Secret NewPassword = new("another long password");

    public static readonly ImmutableArray<AccountAction> All =
    [
        new("EmailChanges.ConfirmAsync", static async me =>
        {
            await me.AddPasswordAsync();
            var (token, address) = await ChangeOfAsync(me, me);
            return (await me.Get<EmailChanges>().ConfirmAsync(token, signedIn: null, me.Password, Token)).TryGet(out var confirmed, out _) && confirmed == address;
        })
        {
            DoWithForeignAsync = static async (me, other) =>
            {
                await me.AddPasswordAsync();
                var (token, _) = await ChangeOfAsync(me, other);
                return (await me.Get<EmailChanges>().ConfirmAsync(token, me.User, password: null, Token)).Error is null
                    || (await me.Get<EmailChanges>().ConfirmAsync(token, me.User, me.Password, Token)).Error is null;
            },
        },
        new("EmailVerification.VerifyAsync", static async me =>
        {
            await me.AddPasswordAsync();
            return (await me.Get<EmailVerification>().VerifyAsync(ProofOf(me, me), signedIn: null, me.Password, Token)).Error is null && (await me.AccountAsync()).EmailConfirmed;
        })
        {
            DoWithForeignAsync = static async (me, other) =>
            {
                await me.AddPasswordAsync();
                return (await me.Get<EmailVerification>().VerifyAsync(ProofOf(me, other), me.User, password: null, Token)).Error is null
                    || (await me.Get<EmailVerification>().VerifyAsync(ProofOf(me, other), me.User, me.Password, Token)).Error is null;
            },
        },
        new("ExternalSignIn.SignInAsync", static async me =>
        {
            await me.LinkAsync();
            return IsMe(me, await me.Get<ExternalSignIn>().SignInAsync(me.ArrivalOf(me.Email) with { Identity = me.Identity }, Token));
        })
        {
            DoWithForeignAsync = static async (me, other) => (await me.Get<ExternalSignIn>().SignInAsync(me.ArrivalOf(other.Email), Token)).Error is null,
        },
        new("ExternalSignIn.SignUpAsync", static async me => (await me.Get<ExternalSignIn>().SignUpAsync(me.ArrivalOf(NewAddress()), team: null, Token)).Error is null)
        {
            DoWithForeignAsync = static async (me, other) => (await me.Get<ExternalSignIn>().SignUpAsync(me.ArrivalOf(other.Email), team: null, Token)).Error is null,
        },

        // There is an operator, who has used the same link.
        new("FirstOperator.ClaimAsync", static async me => await me.Get<FirstOperator>().ClaimAsync(me.User, new Secret(AccountPortal.Setup), Token) is null) { Roles = "", IsForOperators = false },
        new("ForgottenPasswords.Request", static me => Task.FromResult(me.Get<ForgottenPasswords>().Request(new ForgottenPasswordRequest { Email = me.Email }) is null)),
        new("PasskeyService.BeginUsingAsync", static async me =>
        {
            await me.AddPasskeyAsync();
            return !(await me.Get<PasskeyService>().BeginUsingAsync(user: null)).Options.Contains(me.Laptop.Id, StringComparison.Ordinal);
        }),
        new("PasswordResets.UseAsync", static async me =>
        {
            var token = ResetLink.NewToken();
            await me.Get<IPasswordResetStore>().AddAsync(new PasswordReset(me.User, DateTimeOffset.UtcNow), ResetLink.HashOf(token), Token);
            return (await me.Get<PasswordResets>().UseAsync(new PasswordResetRequest { Token = token, Password = NewPassword }, Token)).TryGet(out var account, out _) && account.Email == me.Email;
        })
        {
            DoWithForeignAsync = static async (me, _) => (await me.Get<PasswordResets>().UseAsync(new PasswordResetRequest { Token = ResetLink.NewToken(), Password = NewPassword }, Token)).Error is null,
        },
        new("SignIn.BeginPasskeyAsync", static async me =>
            await me.Get<SignIn>().BeginPasskeyAsync(await me.TicketAsync(), Token) is { } challenge && challenge.Options.Contains(me.Laptop.Id, StringComparison.Ordinal)),
        new("SignIn.CodeAsync", static async me =>
        {
            await me.AddAppAsync();
            return IsMe(me, await me.Get<SignIn>().CodeAsync(await me.TicketAsync(), me.Code.Reveal(), Token));
        })
        {
            DoWithForeignAsync = static async (me, other) => (await me.Get<SignIn>().CodeAsync(await me.TicketAsync(), other.Code.Reveal(), Token)).Error is null,
        },
        new("SignIn.PasskeyAsync(Secret, Secret, String)", static async me =>
        {
            var ticket = await me.TicketAsync();
            var challenge = (await me.Get<SignIn>().BeginPasskeyAsync(ticket, Token)).ShouldNotBeNull();
            return IsMe(me, await me.Get<SignIn>().PasskeyAsync(ticket, challenge.State, me.Laptop.Sign(challenge.Options), Token));
        })
        {
            DoWithForeignAsync = static async (me, other) =>
            {
                var (ticket, anyone) = (await me.TicketAsync(), await me.Get<PasskeyService>().BeginUsingAsync(user: null));
                return (await me.Get<SignIn>().PasskeyAsync(ticket, anyone.State, other.Laptop.Sign(anyone.Options), Token)).Error is null;
            },
        },
        new("SignIn.PasskeyAsync(Secret, String, Secret)", static async me =>
        {
            await me.AddPasskeyAsync();
            var challenge = await me.Get<PasskeyService>().BeginUsingAsync(user: null);
            return IsMe(me, await me.Get<SignIn>().PasskeyAsync(challenge.State, me.Laptop.Sign(challenge.Options), invite: null, Token));
        })
        {
            DoWithForeignAsync = static async (me, other) =>
            {
                var (signed, mine) = (await me.Get<PasskeyService>().BeginUsingAsync(user: null), await me.Get<PasskeyService>().BeginUsingAsync(user: null));
                return (await me.Get<SignIn>().PasskeyAsync(mine.State, other.Laptop.Sign(signed.Options), invite: null, Token)).Error is null;
            },
        },
        new("SignIn.PasswordAsync", static async me =>
        {
            await me.AddPasswordAsync();
            return IsMe(me, await me.Get<SignIn>().PasswordAsync(new SignInRequest { Email = me.Email, Password = me.Password }, remember: false, Token));
        })
        {
            DoWithForeignAsync = static async (me, other) =>
            {
                await me.AddPasswordAsync();
                return (await me.Get<SignIn>().PasswordAsync(new SignInRequest { Email = me.Email, Password = other.Password }, remember: false, Token)).Error is null;
            },
        },
        new("SignIn.StartSessionAsync", static async me =>
        {
            var who = (await me.Get<SignedInResolver>().FindAsync(me.User, Token)).ShouldNotBeNull();
            await me.Get<SignIn>().StartSessionAsync(who, remember: false, Token);
            return (await me.Get<SignInSessions>().ListAsync(me.User, Token)).Length == 2;
        }),
        new("SignUp.RegisterAsync(Input)", static async me => (await me.Get<SignUp>().RegisterAsync(new SignUpRequest { Email = NewAddress(), Password = NewPassword }, Token)).Error is null)
        {
            DoWithForeignAsync = static async (me, other) => (await me.Get<SignUp>().RegisterAsync(new SignUpRequest { Email = other.Email, Password = NewPassword }, Token)).Error is null,
        },
    ];

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private static string NewAddress() => $"{Guid.NewGuid():N}@example.com";

    private static bool IsMe(PagePerson me, Result<SignedIn, RequestError> signedIn) => signedIn.TryGet(out var who, out _) && who.UserId == me.User && who.Team.Id == me.Member.TeamId;

    /// <summary>A change of the second person's address, with the token that was mailed to the new one.</summary>
    private static async Task<(Secret Token, string Address)> ChangeOfAsync(PagePerson me, PagePerson whose)
    {
        var (token, change) = (EmailChangeLink.NewToken(), new EmailChange(whose.User, NewAddress(), (await whose.AccountAsync()).SecurityStamp ?? "", DateTimeOffset.UtcNow));
        await me.Get<IEmailChangeStore>().AddAsync(change, EmailChangeLink.HashOf(token), Token);
        return (token, change.Email);
    }

    /// <summary>The token that was mailed to the address of the second person.</summary>
    private static Secret ProofOf(PagePerson me, PagePerson whose) => new VerificationToken(whose.User.Value, whose.Email).Protect(me.Get<IDataProtectionProvider>(), DateTimeOffset.UtcNow);
}
