using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using JusInfer.Portal.Tests.TestKit;

namespace JusInfer.E2E.Infrastructure;

/// <summary>A team with live and revoked keys, several calls and a member with a cap.</summary>
internal sealed class SampleTeam
{
    public const string LiveKey = "Nightly agent";

    /// <summary>The token of the setup link, with which the team's owner becomes the operator of the installation.</summary>
    public const string SetupToken = "the-setup-token-of-the-journeys";

    private static readonly string[] Addresses = ["127.0.0.0/8", "2001:db8:85a3::/48", "::1"];

    private SampleTeam(Person owner, string session, string receipt) => (Owner, Session, Receipt) = (owner, session, receipt);

    public Person Owner { get; }

    /// <summary>The cookies of the owner's session.</summary>
    public string Session { get; }

    /// <summary>The address of a receipt.</summary>
    public string Receipt { get; }

    /// <summary>Creates the team with its keys and calls.</summary>
    /// <returns>Its owner.</returns>
    public static async Task<Person> CreateAsync(Uri address)
    {
        var owner = Person.New("grace");
        using var http = new HttpClient { BaseAddress = address };
        var account = await SendAsync(http, HttpMethod.Post, "/v1/auth/signup", new { email = owner.Email, password = owner.Password, team = owner.Team, setup_token = SetupToken });
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", account.GetProperty("access_token").GetString());

        var key = await MintAsync(LiveKey);
        await new Agent(address, key).CallAsync();
        await new Agent(address, key).CallAsync(Agent.Auto);
        await new Agent(address, key).StreamAsync(Agent.Auto, "List the files of this folder and say which of them are tests.");
        await new Agent(address, await MintServiceKeyAsync("Ana's laptop, the one with the very long name that nobody shortened")).StreamAsync();
        await RevokeAsync(await IdOfAsync("Lent to a contractor"));
        await CapAsync();
        return owner;

        async Task<string> MintAsync(string name) =>
            Secrets.Register("key", (await SendAsync(http, HttpMethod.Post, "/v1/keys", new { name })).GetProperty("key").GetString()!);

        async Task<string> MintServiceKeyAsync(string name)
        {
            var minted = await SendAsync(http, HttpMethod.Post, "/v1/keys", new { name, service = true, allowed_addresses = Addresses });
            return Secrets.Register("key", minted.GetProperty("key").GetString()!);
        }

        async Task<string> IdOfAsync(string name) => (await SendAsync(http, HttpMethod.Post, "/v1/keys", new { name })).GetProperty("id").GetString()!;

        Task RevokeAsync(string id) => SendAsync(http, HttpMethod.Delete, $"/v1/keys/{id}", body: null);

        async Task CapAsync()
        {
            var members = await SendAsync(http, HttpMethod.Get, "/v1/tenant/members", body: null);
            var id = members.GetProperty("data")[0].GetProperty("id").GetString();
            await SendAsync(http, HttpMethod.Post, $"/v1/tenant/members/{id}/cap", new { monthly_usd = 25, on_reach = "block" });
        }
    }

    public static async Task<SampleTeam> SignInAsync(Site site, Person owner)
    {
        await using var visitor = await site.OpenVisitorAsync(DisplaySettings.Desktop);
        await visitor.Login.OpenAsync();
        await visitor.Login.SignInAsync(owner.Email, owner.Password);
        await Expect(visitor.Keys.Rows).ToHaveCountAsync(3);
        await visitor.Usage.OpenAsync();
        await Expect(visitor.Usage.Total("Requests")).ToHaveTextAsync("4");
        await visitor.Requests.OpenAsync();
        return new SampleTeam(owner, await visitor.SessionAsync(), await visitor.Requests.NewestReceiptAsync());
    }

    private static async Task<JsonElement> SendAsync(HttpClient http, HttpMethod method, string path, object? body)
    {
        // On a busy machine the store can be locked for too long, and then nothing was done.
        var (status, text) = (HttpStatusCode.ServiceUnavailable, "");
        await Eventually.TrueAsync(async () =>
        {
            using var request = new HttpRequestMessage(method, path) { Content = body is null ? null : JsonContent.Create(body) };
            using var response = await http.SendAsync(request);
            (status, text) = (response.StatusCode, await response.Content.ReadAsStringAsync());
            return status != HttpStatusCode.ServiceUnavailable;
        });
        ((int)status).ShouldBeInRange(200, 299, $"{method} {path}: {text}");
        return text.Length == 0 ? default : JsonElement.Parse(text);
    }
}
