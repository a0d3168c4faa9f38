using System.Net.Http.Headers;
using System.Text;
using JusInfer.Portal.Tests.TestKit.Hosts;

namespace JusInfer.Portal.Tests.Gateway.Authentication;

/// <summary>No spelling of a path and no method circumvents the authentication.</summary>
public sealed class ApiKeyMiddlewareTests(GatewayHost gateway) : IClassFixture<GatewayHost>
{
    private static readonly (string Method, string Path)[] Endpoints =
    [
        ("POST", "/chat/completions"),
        ("POST", "/messages"),
        ("POST", "/messages/count_tokens"),
        ("POST", "/responses"),
        ("POST", "/embeddings"),
        ("POST", "/completions"),
        ("GET", "/models"),
        ("GET", "/models/test/frontier-1"),
        ("GET", "/responses/resp_1"),
        ("DELETE", "/responses/resp_1"),
        ("GET", "/responses/resp_1/input_items"),
    ];

    private static readonly Func<string, string>[] Spellings =
    [
        static path => "/v1" + path,
        static path => path,
        static path => "/v1/v1" + path,
        static path => "/v1" + path + "/",
        static path => path + "/",
        static path => ("/v1" + path).ToUpperInvariant(),
        static path => "/V1/v1" + path,
        static path => "/v1" + path + "?stream=true&api-key=x",
    ];

    /// <summary>Spellings that do not address the endpoint. The response is an error with or without a key.</summary>
    private static readonly Func<string, string>[] Misspellings =
    [
        static path => "//v1" + path,
        static path => "/v1/" + path,
        static path => "/v1/v1/v1" + path,
        static path => "/v1/." + path,
        static path => "/v1/keys/.." + path,
        static path => "/v1/x/%2e%2e" + path,
        static path => "/v1" + path + "%2f",
        static path => "/v1" + path + ";x=1",
        static path => "/v1" + path.Replace("o", "%6f"),
    ];

    public static TheoryData<string, string> ValidPaths
    {
        get
        {
            var data = new TheoryData<string, string>();
            foreach (var (method, path) in Endpoints)
            {
                foreach (var spelling in Spellings) data.Add(method, spelling(path));
            }

            return data;
        }
    }

    public static TheoryData<string, string> InvalidPaths
    {
        get
        {
            var data = new TheoryData<string, string>();
            foreach (var (method, path) in Endpoints)
            {
                foreach (var spelling in Misspellings) data.Add(method, spelling(path));
            }

            return data;
        }
    }

    public static TheoryData<string, string> OtherMethods
    {
        get
        {
            var data = new TheoryData<string, string>();
            foreach (var method in (string[])["HEAD", "OPTIONS", "GET", "PUT", "PATCH", "DELETE", "TRACE", "post", "PROPFIND"])
            {
                foreach (var (own, path) in Endpoints)
                {
                    if (method != own) data.Add(method, "/v1" + path);
                }
            }

            return data;
        }
    }

    [Theory]
    [MemberData(nameof(ValidPaths))]
    public async Task Every_endpoint_requires_a_key_in_every_spelling_of_its_path(string method, string path)
    {
        gateway.Alpha.Script();

        (await SendAsync(method, path)).Status.ShouldBe(401);
        (await SendAsync(method, path, "Bearer " + Portal.Keys.KeyFormat.Generate().Reveal())).Status.ShouldBe(401);
        (await SendAsync(method, path, "Basic " + (await KeyAsync()))).Status.ShouldBe(401);
        (await SendAsync(method, path + (path.Contains('?') ? '&' : '?') + "key=" + (await KeyAsync()))).Status.ShouldBe(401);
        (await SendAsync(method, path, "Bearer " + (await KeyAsync()))).Status.ShouldNotBe(401);
    }

    [Theory]
    [MemberData(nameof(ValidPaths))]
    public async Task A_revoked_key_is_rejected_by_every_endpoint(string method, string path)
    {
        var caller = await gateway.Team.MintAsync();
        (await SendAsync("GET", "/v1/models", "Bearer " + caller.Key)).Status.ShouldBe(200);
        await gateway.Team.Api.DeleteAsync($"/v1/keys/{caller.Id}");

        (await SendAsync(method, path, "Bearer " + caller.Key)).Status.ShouldBe(401);
    }

    [Theory]
    [MemberData(nameof(InvalidPaths))]
    [MemberData(nameof(OtherMethods))]
    public async Task Without_a_key_other_methods_and_spellings_return_an_error(string method, string path)
    {
        gateway.Alpha.Script();

        var answer = await SendAsync(method, path);

        answer.Status.ShouldBeInRange(400, 499);
        answer.Body.ShouldNotContain("test/frontier-1\"");
        gateway.Alpha.Requests.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("Bearer {0}, Bearer {0}")]
    [InlineData("Bearer {0} Bearer {0}")]
    [InlineData("Bearer\t{0}")]
    [InlineData("Bearer{0}")]
    [InlineData("{0}")]
    public async Task A_malformed_authorization_header_is_rejected(string form) =>
        (await SendAsync("GET", "/v1/models", string.Format(form, await KeyAsync()))).Status.ShouldBe(401);

    private async Task<string> KeyAsync() => (await gateway.Team.MintAsync()).Key;

    private async Task<GatewayAnswer> SendAsync(string method, string path, string? authorization = null)
    {
        var address = new UriBuilder(gateway.Portal.Http.BaseAddress!).Uri.GetLeftPart(UriPartial.Authority) + path;
        using var request = new HttpRequestMessage(new HttpMethod(method), new Uri(address, new UriCreationOptions { DangerousDisablePathAndQueryCanonicalization = true }));
        if (method is not ("HEAD" or "GET" or "TRACE")) request.Content = new StringContent(Caller.Asking(GatewayHost.Frontier), Encoding.UTF8, new MediaTypeHeaderValue("application/json"));
        if (authorization is not null) request.Headers.TryAddWithoutValidation("Authorization", authorization);
        using var response = await gateway.Portal.Http.SendAsync(request, TestContext.Current.CancellationToken);
        return await GatewayAnswer.OfAsync(response);
    }
}
