using System.Collections.Immutable;
using JusInfer.Portal.Accounts;
using JusInfer.Portal.Accounts.Deletion;
using JusInfer.Portal.Accounts.External;
using JusInfer.Portal.Accounts.OAuth;
using JusInfer.Portal.Accounts.Passkeys;
using JusInfer.Portal.Accounts.Passwords;
using JusInfer.Portal.Accounts.SecondFactors;
using JusInfer.Portal.Accounts.Sessions;
using JusInfer.Portal.Accounts.Verification;
using JusInfer.Portal.Tenancy;
using JusInfer.Portal.Tests.TestKit;
using Microsoft.AspNetCore.Identity;

namespace JusInfer.Portal.Tests.Access;

/// <summary>What pages do with the account of the person who is signed in. They take its id from the session.</summary>
internal static class OwnAccountActions
{
    private static readonly Secret NewPassword = new("another long password");

    public static readonly ImmutableArray<AccountAction> All =
    [
        // The owner of a team with other members has to delete it first, and an installation keeps its operator.
        new("AccountDeletion.DeleteAsync", static async me => await me.Get<AccountDeletion>().DeleteAsync(me.User, Token) is null && await me.StateAsync() is null)
        {
            Roles = "VBMA",
            IsForOperators = false,
        },
        new("EmailChanges.CancelAsync", static async me =>
        {
            await me.AddPasswordAsync();
            (await RequestEmailAsync(me, me.Password)).Error.ShouldBeNull();
            return await me.Get<EmailChanges>().CancelAsync(me.User, Token) && await me.Get<EmailChanges>().FindAsync(await me.AccountAsync(), Token) is null;
        }),
        new("EmailChanges.RequestAsync", static async me =>
        {
            await me.AddPasswordAsync();
            return (await RequestEmailAsync(me, me.Password)).Error is null && await me.Get<EmailChanges>().FindAsync(await me.AccountAsync(), Token) is not null;
        })
        {
            DoWithForeignAsync = static async (me, other) =>
            {
                await me.AddPasswordAsync();
                return (await RequestEmailAsync(me, other.Password)).Error is null;
            },
        },
        new("EmailVerification.SendAsync", static async me => await me.Get<EmailVerification>().SendAsync(await me.AccountAsync(), Token) is null && await me.CountMailsAsync() == 1),
        new("ExternalSignIn.LinkAsync", static async me => await me.Get<ExternalSignIn>().LinkAsync(me.User, me.ArrivalOf(me.Email), Token) is null && (await LinksOfAsync(me)).Length == 1)
        {
            DoWithForeignAsync = static async (me, other) =>
                await me.Get<ExternalSignIn>().LinkAsync(me.User, me.ArrivalOf(me.Email) with { Identity = other.Identity }, Token) is null,
        },
        new("ExternalSignIn.UnlinkAsync", static async me =>
        {
            await me.LinkAsync();
            await me.LinkAsync();
            return await me.Get<ExternalSignIn>().UnlinkAsync(me.User, LinkOf(me.Identity), Token) is null && (await LinksOfAsync(me)).Length == 1;
        })
        {
            DoWithForeignAsync = static async (me, other) => await me.Get<ExternalSignIn>().UnlinkAsync(me.User, LinkOf(other.Identity), Token) is null,
        },

        new("OAuthAuthorization.AllowAsync", static async me => (await AllowAsync(me, me.Claims, me.Member.TeamId)).TryGet(out var answer, out _) && answer.Contains("?code=", StringComparison.Ordinal))
        {
            DoWithForeignAsync = static async (me, other) =>
                (await AllowAsync(me, me.Claims with { Session = other.Claims.Session }, me.Member.TeamId)).Error is null
                || (await AllowAsync(me, me.Claims, (await me.Team.NewOwnerAsync()).TeamId)).Error is null,
        },

        new("TeamMemberships.CreateAsync", static async me => (await me.Get<TeamMemberships>().CreateAsync(me.User, "Another team", Token)).TryGet(out var team, out _) && await IsInAsync(me, team)),
        new("TeamMemberships.JoinAsync", static async me => (await me.Get<TeamMemberships>().JoinAsync(me.User, await InviteAsync(me, me.Email), Token)).TryGet(out var team, out _) && await IsInAsync(me, team))
        {
            DoWithForeignAsync = static async (me, other) => (await me.Get<TeamMemberships>().JoinAsync(me.User, await InviteAsync(me, other.Email), Token)).Error is null,
        },
        new("TeamMemberships.SwitchAsync", static async me =>
        {
            var team = (await me.Get<TeamMemberships>().CreateAsync(me.User, "Another team", Token)).Value;
            return await me.Get<TeamMemberships>().SwitchAsync(me.Claims, team, Token) && (await SessionOfAsync(me))?.Team == team;
        })
        {
            DoWithForeignAsync = static async (me, other) =>
            {
                var foreign = (await me.Team.NewOwnerAsync()).TeamId;
                return await me.Get<TeamMemberships>().SwitchAsync(me.Claims, foreign, Token)
                    || await me.Get<TeamMemberships>().SwitchAsync(
                        me.Claims with { Session = other.Claims.Session }, me.Member.TeamId, Token);
            },
        },

        new("PasskeyService.BeginAddingAsync", static async me => (await me.Get<PasskeyService>().BeginAddingAsync(await me.AccountAsync())).Options.Contains(me.Email, StringComparison.Ordinal)),
        new("PasskeyService.AddAsync", static async me =>
        {
            await me.AddPasskeyAsync();
            return await me.Get<SecondFactorService>().IsEnabledAsync(me.User, Token);
        })
        {
            DoWithForeignAsync = static async (me, other) =>
            {
                using var phone = new SoftwareAuthenticator();
                var challenge = await me.Get<PasskeyService>().BeginAddingAsync(await other.AccountAsync());
                return (await me.Get<PasskeyService>().AddAsync(me.User, challenge.State, phone.Create(challenge.Options), name: null, Token)).Error is null;
            },
        },
        new("PasskeyService.RemoveAsync", static async me =>
        {
            await me.AddPasskeyAsync();
            return await me.Get<PasskeyService>().RemoveAsync(me.User, me.PasskeyId, Token) && !await me.Get<SecondFactorService>().IsEnabledAsync(me.User, Token);
        })
        {
            DoWithForeignAsync = static (me, other) => me.Get<PasskeyService>().RemoveAsync(me.User, other.PasskeyId, Token),
        },

        new("PasswordChange.ChangeAsync", static async me =>
        {
            await me.AddPasswordAsync();
            return (await me.Get<PasswordChange>().ChangeAsync(me.Claims, new PasswordChangeRequest { Current = me.Password, New = NewPassword }, Token)).Error is null;
        })
        {
            DoWithForeignAsync = static async (me, other) =>
            {
                await me.AddPasswordAsync();
                return (await me.Get<PasswordChange>().ChangeAsync(me.Claims, new PasswordChangeRequest { Current = other.Password, New = NewPassword }, Token)).Error is null;
            },
        },

        // Without a password, a new session shows that it is the person.
        new("PasswordChange.SetAsync", static async me => (await me.Get<PasswordChange>().SetAsync(me.Claims, NewPassword, Token)).Error is null && (await me.AccountAsync()).PasswordHash is not null)
        {
            DoWithForeignAsync = static async (me, other) =>
            {
                me.Open(me.Claims with { Session = other.Claims.Session });
                return (await me.Get<PasswordChange>().SetAsync(me.Claims, NewPassword, Token)).Error is null;
            },
        },
        new("PasswordCheck.CheckAsync", static async me =>
        {
            await me.AddPasswordAsync();
            return (await me.Get<PasswordCheck>().CheckAsync(me.User, me.Password, "password", Token)).Error is null;
        })
        {
            DoWithForeignAsync = static async (me, other) =>
            {
                await me.AddPasswordAsync();
                return (await me.Get<PasswordCheck>().CheckAsync(me.User, other.Password, "password", Token)).Error is null;
            },
        },

        new("SecondFactorConfirmation.CodeAsync", static async me =>
        {
            await me.AddAppAsync();
            return await me.Get<SecondFactorConfirmation>().CodeAsync(me.Claims, new SecondFactorRequest { Code = me.Code }, Token) is null && await IsConfirmedAsync(me);
        })
        {
            DoWithForeignAsync = static async (me, other) =>
            {
                if (!await me.Get<SecondFactorService>().IsEnabledAsync(me.User, Token)) await me.AddAppAsync();
                return await me.Get<SecondFactorConfirmation>().CodeAsync(me.Claims, new SecondFactorRequest { Code = other.Code }, Token) is null;
            },
        },
        new("SecondFactorConfirmation.BeginPasskeyAsync", static async me =>
        {
            await me.AddPasskeyAsync();
            return await me.Get<SecondFactorConfirmation>().BeginPasskeyAsync(me.Claims, Token) is { } challenge && challenge.Options.Contains(me.Laptop.Id, StringComparison.Ordinal);
        }),
        new("SecondFactorConfirmation.PasskeyAsync", static async me =>
        {
            await me.AddPasskeyAsync();
            var challenge = (await me.Get<SecondFactorConfirmation>().BeginPasskeyAsync(me.Claims, Token)).ShouldNotBeNull();
            return await me.Get<SecondFactorConfirmation>().PasskeyAsync(me.Claims, challenge.State, me.Laptop.Sign(challenge.Options), Token) is null && await IsConfirmedAsync(me);
        })
        {
            DoWithForeignAsync = static async (me, other) =>
            {
                var anyone = await me.Get<PasskeyService>().BeginUsingAsync(user: null);
                return await me.Get<SecondFactorConfirmation>().PasskeyAsync(me.Claims, anyone.State, other.Laptop.Sign(anyone.Options), Token) is null;
            },
        },
        new("SecondFactorConfirmation.ConfirmAsync", static async me =>
        {
            await me.Get<SecondFactorConfirmation>().ConfirmAsync(me.Claims, Token);
            return await IsConfirmedAsync(me);
        }),

        new(
            "SecondFactorService.BeginAsync",
            static async me => await me.Get<SecondFactorService>().BeginAsync(me.User, me.Email, "stamp", Token) is not null),
        new("SecondFactorService.ConfirmAsync", static async me =>
        {
            await me.AddAppAsync();
            return await me.Get<SecondFactorService>().HasAppAsync(me.User, Token);
        })
        {
            DoWithForeignAsync = static async (me, other) =>
            {
                var factors = me.Get<SecondFactorService>();
                var now = me.Get<TimeProvider>().GetUtcNow();
                var stranger = UserId.New(now);
                var enrollment = (await factors.BeginAsync(stranger, other.Email, "stamp", Token)).ShouldNotBeNull();
                var code = new AuthenticatorApp(enrollment.Key.Reveal()).CodeAt(now);
                return (await factors.ConfirmAsync(me.User, "stamp", enrollment.Ticket, code, Token)).Error is null;
            },
        },
        new("SecondFactorService.RemoveAsync", static async me =>
        {
            await me.AddAppAsync();
            await me.Get<SecondFactorService>().RemoveAsync(me.User, Token);
            return !await me.Get<SecondFactorService>().IsEnabledAsync(me.User, Token);
        }),
        new("SecondFactorService.ReplaceRecoveryCodesAsync", static async me =>
        {
            await me.AddAppAsync();
            var codes = await me.Get<SecondFactorService>().ReplaceRecoveryCodesAsync(me.User, Token);
            return !await me.Get<SecondFactorService>().VerifyAsync(me.User, me.Code.Reveal(), Token) && await me.Get<SecondFactorService>().VerifyAsync(me.User, codes[0].Reveal(), Token);
        }),

        new("SignIn.EndSessionAsync", static async me =>
        {
            await me.Get<SignIn>().EndSessionAsync(me.Open(me.Claims).User, Token);
            return await SessionOfAsync(me) is null;
        })
        {
            DoWithForeignAsync = static async (me, other) =>
            {
                await me.Get<SignIn>().EndSessionAsync(me.Open(me.Claims with { Session = other.Claims.Session }).User, Token);
                return await SessionOfAsync(other) is null;
            },
        },
        new("SignIn.RenewCookieAsync", static async me =>
        {
            var http = me.Open(me.Claims);
            await me.Get<SignIn>().RenewCookieAsync(await me.AccountAsync(), me.Claims);
            return http.Response.Headers.SetCookie.Count > 0;
        }),
        new("UserManager.UpdateAsync", static async me =>
        {
            var account = await me.AccountAsync();
            account.MutesAlerts = true;
            return (await me.Get<UserManager<PortalUser>>().UpdateAsync(account)).Succeeded && (await me.StateAsync())!.Contains("\"MutesAlerts\":true", StringComparison.Ordinal);
        }),
        new("SignInSessions.EndAllAsync", static async me =>
        {
            await me.Get<SignInSessions>().EndAllAsync(me.User, Token);
            return await SessionOfAsync(me) is null;
        }),
        new("SignInSessions.EndOthersAsync", static async me =>
        {
            var (store, own) = (me.Get<ISignInSessionStore>(), (await SessionOfAsync(me)).ShouldNotBeNull());
            var other = own with { Id = SignInSessionId.New(own.StartedAt) };
            await store.AddAsync(other, Token);
            await me.Get<SignInSessions>().EndOthersAsync(me.Claims, Token);
            return await SessionOfAsync(me) is not null && await store.FindAsync(other.Id, Token) is null;
        }),
        new("SignInSessions.EndAsync", static async me => await me.Get<SignInSessions>().EndAsync(me.Claims, Token) && await SessionOfAsync(me) is null)
        {
            DoWithForeignAsync = static (me, other) => me.Get<SignInSessions>().EndAsync(me.Claims with { Session = other.Claims.Session }, Token),
        },
    ];

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private static Task<Result<EmailChange, RequestError>> RequestEmailAsync(PagePerson person, Secret password) =>
        person.Get<EmailChanges>().RequestAsync(person.User, new EmailChangeRequest { Email = $"{Guid.NewGuid():N}@example.com", Password = password }, Token);

    /// <summary>Allows an app to use the MCP server.</summary>
    private static Task<Result<string, RequestError>> AllowAsync(PagePerson person, SignInClaims claims, TeamId team)
    {
        const string issuer = "http://localhost", answers = "http://127.0.0.1/answers";
        var request = new AuthorizationRequest
        {
            ClientId = person.Get<OAuthClients>().Register("an app", [answers]).Value.Id,
            RedirectUri = answers,
            ResponseType = "code",
            CodeChallenge = new string('a', 43),
            CodeChallengeMethod = "S256",
            Resource = issuer + OAuthPaths.Resource,
        };
        var ready = person.Get<OAuthAuthorization>().Check(request, issuer).ShouldBeOfType<AuthorizationCheck.Ready>();
        return person.Get<OAuthAuthorization>().AllowAsync(request, ready, claims, team, mintsKeys: false, issuer, Token);
    }

    private static LinkedIdentity LinkOf(ExternalIdentity identity) => new(identity.Issuer, identity.Subject, identity.Name);

    private static Task<ImmutableArray<LinkedIdentity>> LinksOfAsync(PagePerson person) => person.Get<ExternalSignIn>().ListAsync(person.User, Token);

    private static Task<SignInSession?> SessionOfAsync(PagePerson person) =>
        person.Get<ISignInSessionStore>().FindAsync(person.Claims.Session, Token);

    private static async Task<bool> IsConfirmedAsync(PagePerson person) => await SessionOfAsync(person) is { SecondFactorAt: not null };

    private static async Task<bool> IsInAsync(PagePerson person, TeamId team) =>
        (await person.Get<ITenancyStore>().ListMembershipsAsync(person.User, Token)).Any(member => member.TeamId == team);

    /// <summary>An invitation to a team that neither person is in.</summary>
    private static async Task<Secret> InviteAsync(PagePerson person, string email) => (await person.Get<Invitations>().InviteAsync(
        await person.Team.NewOwnerAsync(), new InvitationRequest { Email = email, Role = Role.Member }, Token)).Value.Token;
}
