using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using JusInfer.Clients.Upstream;
using JusInfer.E2E.Infrastructure;

namespace JusInfer.Clients.Infrastructure;

/// <summary>The portal program in front of the scripted provider, with a new account and a key.</summary>
internal sealed class Gateway : IAsyncDisposable
{
    private readonly DirectoryInfo folder;
    private readonly PortalProcess portal;

    private Gateway(DirectoryInfo folder, PortalProcess portal, ClientEndpoint endpoint) => (this.folder, this.portal, Endpoint) = (folder, portal, endpoint);

    public ClientEndpoint Endpoint { get; }

    public PortalLog Log => portal.Log;

    public static async Task<Gateway> StartAsync(Dialect dialect, Uri provider)
    {
        var catalog = Directory.CreateTempSubdirectory("jusinfer-clients-");
        var started = await PortalProcess.StartAsync(
            ("Accounts__SignUp", "open"),
            ("Catalog__Path", Catalog.WriteTo(catalog.FullName, dialect, provider)),
            (Catalog.CredentialVariable, ScriptedProvider.Credential));
        return new Gateway(catalog, started, new ClientEndpoint(started.Address, await MintAsync(started.Address)));
    }

    /// <summary>Stops the program. Checks that it logged no errors and no secrets.</summary>
    public async ValueTask DisposeAsync()
    {
        await using (portal)
        {
            var exit = await portal.StopAsync();
            folder.Delete(recursive: true);
            Log.Errors.ShouldBeEmpty("The portal logged errors.");
            Secrets.FoundIn(Log.Lines).ShouldBeEmpty("The portal's log contains a secret.");
            exit.ShouldBe(0, Log.Tail());
        }
    }

    private static async Task<string> MintAsync(Uri address)
    {
        var person = Person.New();
        using var http = new HttpClient { BaseAddress = address };
        var account = await PostAsync(http, "/v1/auth/signup", new { email = person.Email, password = person.Password, team = person.Team });
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", account.GetProperty("access_token").GetString());
        var key = await PostAsync(http, "/v1/keys", new { name = "Clients", rpm = 6000 });
        return Secrets.Register("key", key.GetProperty("key").GetString()!);
    }

    private static async Task<JsonElement> PostAsync(HttpClient http, string path, object body)
    {
        using var response = await http.PostAsJsonAsync(path, body);
        var text = await response.Content.ReadAsStringAsync();
        response.IsSuccessStatusCode.ShouldBeTrue($"POST {path}: {(int)response.StatusCode} {text}");
        return JsonElement.Parse(text);
    }
}
