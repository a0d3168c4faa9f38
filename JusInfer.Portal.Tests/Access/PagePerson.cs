using System.Net;
using System.Security.Claims;
using System.Text.Json;
using JusInfer.Portal.Accounts;
using JusInfer.Portal.Accounts.External;
using JusInfer.Portal.Accounts.Passkeys;
using JusInfer.Portal.Accounts.Passwords;
using JusInfer.Portal.Accounts.SecondFactors;
using JusInfer.Portal.Accounts.Sessions;
using JusInfer.Portal.Data.Model;
using JusInfer.Portal.Mail;
using JusInfer.Portal.Tenancy;
using JusInfer.Portal.Tests.TestKit;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace JusInfer.Portal.Tests.Access;

/// <summary>A member of a team as a person: an account with a session in a browser, and the ways to sign in that an action needs.</summary>
internal sealed class PagePerson : IAsyncDisposable
{
    private readonly AsyncServiceScope scope;

    private PagePerson(PageTeam team, Member member, IServiceProvider services)
    {
        (Team, Member, scope) = (team, member, services.CreateAsyncScope());
        Password = new Secret($"the password of {member.Id}");
    }

    public PageTeam Team { get; }

    public Member Member { get; }

    public UserId User => Member.UserId;

    public string Email => Member.Email;

    public SignInClaims Claims { get; private set; }

    /// <summary>The password, once <see cref="AddPasswordAsync"/> has set it.</summary>
    public Secret Password { get; }

    public SoftwareAuthenticator Laptop { get; } = new();

    /// <summary>The id of the passkey in <see cref="Laptop"/>.</summary>
    public byte[] PasskeyId { get; private set; } = [];

    /// <summary>An unused recovery code, once <see cref="AddAppAsync"/> has set up the second factor.</summary>
    public Secret Code { get; private set; } = new("none");

    /// <summary>The identity, once <see cref="LinkAsync"/> has linked it.</summary>
    public ExternalIdentity Identity { get; private set; } = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    /// <summary>A member whose session has just begun. They have neither password nor second factor.</summary>
    public static async Task<PagePerson> CreateAsync(PageTeam team, Member member, IServiceProvider services)
    {
        var (person, now) = (new PagePerson(team, member, services), DateTimeOffset.UtcNow);
        var session = new SignInSession(SignInSessionId.New(now), member.UserId, now, now.AddDays(1)) { Team = member.TeamId };
        await person.Get<ISignInSessionStore>().AddAsync(session, Token);
        person.Claims = new SignInClaims(member.UserId, session.Id);
        return person;
    }

    public T Get<T>()
        where T : notnull =>
        scope.ServiceProvider.GetRequiredService<T>();

    /// <summary>The rest of the calling method runs in a request of a browser with these claims; without claims, nobody is signed in.</summary>
    public HttpContext Open(SignInClaims? claims)
    {
        var identity = claims is { } known ? new ClaimsIdentity(known.ToClaims(), "test") : new ClaimsIdentity();
        var http = new DefaultHttpContext { RequestServices = scope.ServiceProvider, User = new ClaimsPrincipal(identity) };
        (http.Request.Scheme, http.Request.Host, http.Connection.RemoteIpAddress) = ("http", new HostString("localhost"), IPAddress.Loopback);
        http.Request.Headers.Origin = Laptop.Origin;
        Get<IHttpContextAccessor>().HttpContext = http;
        return http;
    }

    public async Task<PortalUser> AccountAsync() => (await Get<UserManager<PortalUser>>().FindByIdAsync(User.Value.ToString())).ShouldNotBeNull();

    /// <summary>Adds every way to sign in that an account can have.</summary>
    public async Task EquipAsync()
    {
        Open(Claims);
        await AddPasswordAsync();
        await AddAppAsync();
        await AddPasskeyAsync();
        await LinkAsync();
    }

    public async Task AddPasswordAsync() => await Get<PasswordSetter>().SetAsync(await AccountAsync(), Password);

    public async Task AddPasskeyAsync()
    {
        var challenge = await Get<PasskeyService>().BeginAddingAsync(await AccountAsync());
        (await Get<PasskeyService>().AddAsync(User, challenge.State, Laptop.Create(challenge.Options), name: null, Token)).Error.ShouldBeNull();
        PasskeyId = (await Get<PasskeyService>().ListAsync(User, Token)).Single().Id;
    }

    public async Task AddAppAsync() => Code = (await Get<SecondFactorService>().EnrollAsync(User, DateTimeOffset.UtcNow)).Codes[0];

    /// <summary>Links a new identity at the provider to the account.</summary>
    public async Task LinkAsync()
    {
        var arrival = ArrivalOf(Email);
        (await Get<ExternalSignIn>().LinkAsync(User, arrival, Token)).ShouldBeNull();
        Identity = arrival.Identity;
    }

    /// <summary>A person with this address comes from the provider.</summary>
    public ExternalArrival ArrivalOf(string email)
    {
        var provider = Get<ExternalProviders>().Find(AccountPortal.Provider).ShouldNotBeNull();
        return new ExternalArrival(provider, new ExternalIdentity(provider.Authority, Guid.NewGuid().ToString("N"), email) { Email = email }, "/", Invite: null);
    }

    /// <summary>A ticket for the second step of a sign-in with the password, for which the account needs a second factor.</summary>
    public async Task<Secret> TicketAsync()
    {
        await AddPasswordAsync();
        await AddPasskeyAsync();
        var error = (await Get<SignIn>().PasswordAsync(new SignInRequest { Email = Email, Password = Password }, remember: false, Token)).Error;
        return error.ShouldBeOfType<RequestError.SecondFactorRequired>().Ticket.ShouldNotBeNull();
    }

    /// <summary>The number of mails that are stored for the account.</summary>
    public async Task<int> CountMailsAsync()
    {
        await using var context = await Get<IDbContextFactory<PortalDbContext>>().CreateDbContextAsync(Token);
        return await context.Set<OutgoingMail>().CountAsync(mail => mail.UserId == User && mail.Kind == MailKind.AddressVerification, Token);
    }

    /// <summary>What the store has about the account and its ways to sign in; null if the account was deleted.</summary>
    public async Task<string?> StateAsync()
    {
        await using var context = await Get<IDbContextFactory<PortalDbContext>>().CreateDbContextAsync(Token);
        if (await context.Users.AsNoTracking().FirstOrDefaultAsync(user => user.Id == User.Value && user.Email != null, Token) is not { } account) return null;
        var sessions = await Get<ISignInSessionStore>().ListAsync(User, Token);
        return JsonSerializer.Serialize(new
        {
            account.Email,
            account.PasswordHash,
            account.SecurityStamp,
            account.EmailConfirmed,
            account.MutesAlerts,
            Sessions = sessions.Select(static session => $"{session.Id} {session.Team} {session.SecondFactorAt:O}"),
            Teams = (await Get<ITenancyStore>().ListMembershipsAsync(User, Token)).Select(static member => $"{member.TeamId} {member.Role}"),
            Passkeys = (await Get<PasskeyService>().ListAsync(User, Token)).Select(static passkey => passkey.Text),
            HasApp = await Get<SecondFactorService>().HasAppAsync(User, Token),
            Codes = await Get<SecondFactorService>().CountRecoveryCodesAsync(User, Token),
            Links = (await Get<ExternalSignIn>().ListAsync(User, Token)).Select(static link => link.Subject),
        });
    }

    public async ValueTask DisposeAsync()
    {
        Laptop.Dispose();
        await scope.DisposeAsync();
    }
}
