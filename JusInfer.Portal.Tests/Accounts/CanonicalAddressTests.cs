using System.Web;
using JusInfer.Portal.Tests.TestKit.Hosts;

namespace JusInfer.Portal.Tests.Accounts;

/// <summary>
/// One mailbox is one account, however its address is written. Accounts from before, which the host's <c>CreateAccountAsync</c> stores as
/// they were, keep what they have.
/// </summary>
public sealed class CanonicalAddressTests : IAsyncLifetime
{
    private const string Password = "a long enough password";

    private ControlPlaneHost host = null!;
    private ControlPlaneClient stranger = null!;

    public async ValueTask InitializeAsync()
    {
        host = await ControlPlaneHost.StartAsync(("Accounts:AttemptsPerEmailPerMinute", "10"));
        stranger = new ControlPlaneClient(host.Http);
    }

    public ValueTask DisposeAsync() => host.DisposeAsync();

    [Fact]
    public async Task A_second_spelling_gets_no_second_account_and_signs_in_to_the_first()
    {
        var first = await SignUpAsync(" Ada@Example.COM. ");
        first.ShouldBe(201);
        first.Json.GetProperty("user").GetProperty("email").GetString().ShouldBe("ada@example.com");

        (await SignUpAsync("ada@example.com")).FaultyFields.ShouldBe(["email"]);
        (await SignUpAsync("ADA@example.com.")).FaultyFields.ShouldBe(["email"]);
        (await SignInAsync("Ada@EXAMPLE.com.")).ShouldBe(200);
    }

    [Fact]
    public async Task An_address_that_mail_cannot_reach_is_rejected_with_the_form_that_is_accepted()
    {
        var rejected = await SignUpAsync("ada@b\u00FCcher.example");
        rejected.FaultyFields.ShouldBe(["email"]);
        rejected.Body.ShouldContain("xn--bcher-kva.example");
        (await SignUpAsync("ada@acme\u3002example")).FaultyFields.ShouldBe(["email"]);
        (await SignUpAsync("ada@xn--bcher-kva.example")).ShouldBe(201);
    }

    [Fact]
    public async Task Two_accounts_from_before_with_one_mailbox_sign_in_with_their_own_spelling()
    {
        await host.CreateAccountAsync("old@acme.example.", "the password of the older one");
        (await SignInAsync("old@acme.example", "the password of the older one")).ShouldBe(200);
        (await SignUpAsync("old@acme.example")).FaultyFields.ShouldBe(["email"]);

        await host.CreateAccountAsync("old@acme.example", "the password of the newer one");

        (await SignInAsync("old@acme.example.", "the password of the older one")).ShouldBe(200);
        (await SignInAsync("old@acme.example", "the password of the newer one")).ShouldBe(200);
        (await SignInAsync("old@acme.example", "the password of the older one")).ShouldBe(401);
    }

    [Theory] // Browsers send the xn-- form of a domain that was typed in letters.
    [InlineData("ada@b\u00FCcher.example", "ada@xn--bcher-kva.example")]
    [InlineData("ada@acme\u3002example", "ada@acme.example")]
    public async Task An_account_from_before_with_letters_beyond_ascii_is_that_of_the_form_of_today(string stored, string canonical)
    {
        await host.CreateAccountAsync(stored, Password);

        (await SignInAsync(stored)).ShouldBe(200);
        (await SignInAsync(canonical)).ShouldBe(200);
        (await SignUpAsync(canonical)).FaultyFields.ShouldBe(["email"]);
    }

    [Fact]
    public async Task The_log_of_a_person_is_found_by_any_spelling()
    {
        var ada = await host.SignUpAsync();
        (await ada.PostAsync("/v1/keys", new { name = "laptop" })).ShouldBe(201);

        var log = await ada.GetAsync("/v1/audit?action=key.created&actor=ADA@example.com.");

        log.Json.GetProperty("data").GetArrayLength().ShouldBe(1);
    }

    [Fact]
    public async Task Spellings_count_as_one_address_for_the_limit_of_attempts()
    {
        string[] spellings = ["eve@example.com", "Eve@example.com", "eve@example.com.", "EVE@EXAMPLE.COM.", " eve@example.com"];
        foreach (var spelling in spellings.Concat(spellings)) (await SignInAsync(spelling)).ShouldBe(401);

        (await SignInAsync("eve@Example.com.")).ShouldBe(429, "RATE_LIMIT");
    }

    [Fact]
    public async Task An_invitation_is_for_the_mailbox()
    {
        var ada = await host.SignUpAsync();
        var invited = await ada.PostAsync("/v1/tenant/members", new { email = "Bob@Acme.example.", role = "member" });
        invited.ShouldBe(201);
        var token = HttpUtility.ParseQueryString(new Uri(invited.Text("invite_url")).Query)["invite"];

        var joined = await stranger.PostAsync("/v1/auth/signup", new { email = "bob@ACME.example", password = Password, invite = token });

        joined.ShouldBe(201);
        foreach (var email in new[] { "BOB@acme.example.", "bob@b\u00FCcher.example" })
            (await ada.PostAsync("/v1/tenant/members", new { email, role = "member" })).FaultyFields.ShouldBe(["email"]);
    }

    private Task<ApiAnswer> SignUpAsync(string email) => stranger.PostAsync("/v1/auth/signup", new { email, password = Password });

    private Task<ApiAnswer> SignInAsync(string email, string password = Password) =>
        stranger.PostAsync("/v1/auth/login", new { email, password });
}
