using JusInfer.Portal.Hosting;
using JusInfer.Portal.Tests.TestKit;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Routing.Template;
using Microsoft.Extensions.DependencyInjection;

namespace JusInfer.Portal.Tests.Api;

/// <summary><c>JusInfer.Portal.http</c> has a request for every endpoint of the control plane and the data plane.</summary>
public sealed class HttpFileTests
{
    private const string Address = " {{address}}";

    private static readonly string[] ApiPaths = ["/v1/", "/v1beta/", "/api/", "/openapi/", "/health/"];

    private static readonly string[] Lines = File.ReadAllLines(Path.Combine(Repository.Root, "JusInfer.Portal.http"));

    [Fact]
    public async Task Every_endpoint_has_a_request_and_every_request_an_endpoint()
    {
        var endpoints = await EndpointsAsync();
        var requests = Lines.Where(static line => line.Contains(Address, StringComparison.Ordinal)).Select(static line => line.Split(Address)).ToList();

        var matches = requests.ToLookup(static request => string.Join(' ', request), request => BestMatch(endpoints, request[0], request[1].Split('?')[0]));

        matches.Where(static match => match.Contains(null)).Select(static match => match.Key).ShouldBeEmpty();
        endpoints.Except(matches.SelectMany(static match => match).OfType<(string, string)>()).ShouldBeEmpty();
    }

    [Fact]
    public void Credentials_are_taken_from_earlier_responses()
    {
        var headers = Lines.Where(static line => line.StartsWith("Authorization:", StringComparison.Ordinal) || line.StartsWith("x-api-key:", StringComparison.Ordinal));

        headers.ShouldAllBe(static header => header.Contains("{{login.response.", StringComparison.Ordinal) || header.Contains("{{mint.response.", StringComparison.Ordinal));
    }

    /// <summary>The matching endpoint with the fewest parameters.</summary>
    private static (string Method, string Template)? BestMatch(List<(string Method, string Template)> endpoints, string method, string path)
    {
        var matching = endpoints.Where(endpoint => endpoint.Method == method && new TemplateMatcher(TemplateParser.Parse(endpoint.Template), []).TryMatch(path, []));
        return matching.OrderBy(static endpoint => endpoint.Template.Count('{')).Select(static endpoint => ((string, string)?)endpoint).FirstOrDefault();
    }

    private static async Task<List<(string Method, string Template)>> EndpointsAsync()
    {
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions { ContentRootPath = Repository.Root });
        await using var portal = builder.AddPortal().Build().UsePortal();
        var sources = portal.Services.GetServices<EndpointDataSource>().Concat(((IEndpointRouteBuilder)portal).DataSources);
        return
        [
            .. from endpoint in sources.SelectMany(static source => source.Endpoints).OfType<RouteEndpoint>().Distinct()
               let template = endpoint.RoutePattern.RawText!.TrimEnd('/')
               where Array.Exists(ApiPaths, path => template.StartsWith(path, StringComparison.Ordinal))
               from method in endpoint.Metadata.GetRequiredMetadata<IHttpMethodMetadata>().HttpMethods
               select (method, template),
        ];
    }
}
