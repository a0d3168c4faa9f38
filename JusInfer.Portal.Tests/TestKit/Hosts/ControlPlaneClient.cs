using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;

namespace JusInfer.Portal.Tests.TestKit.Hosts;

/// <summary>Calls the control plane, with or without an access token.</summary>
internal sealed class ControlPlaneClient(HttpClient http)
{
    public string? Access { get; set; }

    public Task<ApiAnswer> GetAsync(string path) => SendAsync(HttpMethod.Get, path, content: null);

    public Task<ApiAnswer> PostAsync(string path, object body, string? ifMatch = null) => SendAsync(HttpMethod.Post, path, JsonContent.Create(body), ifMatch);

    public Task<ApiAnswer> PutAsync(string path, object body, string? ifMatch = null) => SendAsync(HttpMethod.Put, path, JsonContent.Create(body), ifMatch);

    public Task<ApiAnswer> PostTextAsync(string path, string body) => SendAsync(HttpMethod.Post, path, new StringContent(body, Encoding.UTF8, "application/json"));

    public Task<ApiAnswer> PatchAsync(string path, object body, string? ifMatch = null) => SendAsync(HttpMethod.Patch, path, JsonContent.Create(body), ifMatch);

    public Task<ApiAnswer> DeleteAsync(string path, string? ifMatch = null) => SendAsync(HttpMethod.Delete, path, content: null, ifMatch);

    private async Task<ApiAnswer> SendAsync(HttpMethod method, string path, HttpContent? content, string? ifMatch = null)
    {
        using var request = new HttpRequestMessage(method, path) { Content = content };
        if (Access is not null) request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", Access);
        if (ifMatch is not null) request.Headers.TryAddWithoutValidation("If-Match", ifMatch);
        using var response = await http.SendAsync(request, TestContext.Current.CancellationToken);
        return new ApiAnswer(
            (int)response.StatusCode, response.Headers, response.Content.Headers.ContentType?.MediaType,
            await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
    }
}

/// <summary>A response of the control plane.</summary>
internal sealed record ApiAnswer(int Status, HttpResponseHeaders Headers, string? MediaType, string Body)
{
    public JsonElement Json => JsonElement.Parse(Body);

    /// <summary>The <c>code</c> of the problem details.</summary>
    public string Code => Text("code");

    /// <summary>The fields with errors, sorted.</summary>
    public string[] FaultyFields => [.. Json.GetProperty("errors").EnumerateObject().Select(error => error.Name).Order(StringComparer.Ordinal)];

    public string Text(string field) => Json.GetProperty(field).GetString()!;

    public void ShouldBe(int status) => Status.ShouldBe(status, Body);

    public void ShouldBe(int status, string code)
    {
        ShouldBe(status);
        MediaType.ShouldBe("application/problem+json");
        Code.ShouldBe(code);
    }
}
