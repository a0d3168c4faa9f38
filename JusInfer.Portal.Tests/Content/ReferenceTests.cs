using System.Reflection;
using System.Text;
using JusInfer.Portal.Api;
using JusInfer.Portal.Audit;
using JusInfer.Portal.Content;
using JusInfer.Portal.Gateway.Errors;
using JusInfer.Portal.Hosting;
using JusInfer.Portal.Tests.TestKit;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;

namespace JusInfer.Portal.Tests.Content;

/// <summary>The API reference, which has several pages, is complete.</summary>
public sealed class ReferenceTests
{
    private static readonly string Reference = Page("api-reference") + Page("sign-in-api") + Page("budgets-and-wallets") + Page("security") + Page("alerts") + Page("ollama-and-gemini") + Page("routing") + Page("self-hosting");

    public static TheoryData<string> Codes => [.. CodesOf(typeof(ErrorCodes)).Union(CodesOf(typeof(ProblemCodes)))];

    [Theory]
    [MemberData(nameof(Codes))]
    public void Every_error_code_is_described(string code) => Reference.ShouldContain($"`{code}`");

    [Fact]
    public void Every_action_of_the_audit_log_is_described()
    {
        var rows = Page("security").Split('\n').Where(static line => line.StartsWith("| `", StringComparison.Ordinal)).ToList();

        foreach (var action in CodesOf(typeof(AuditActions)))
        {
            var parts = action.Split('.');
            var row = rows.SingleOrDefault(row => row.StartsWith($"| `{parts[0]}.` |", StringComparison.Ordinal)).ShouldNotBeNull(action);
            row.ShouldContain($"`{parts[1]}`", Case.Sensitive, action);
        }
    }

    [Fact]
    public async Task Every_endpoint_of_the_control_plane_has_its_own_heading()
    {
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions { ContentRootPath = Repository.Root });
        await using var portal = builder.AddPortal().Build().UsePortal();

        var calls = from endpoint in ((IEndpointRouteBuilder)portal).DataSources.SelectMany(static source => source.Endpoints).OfType<RouteEndpoint>()
                    where endpoint.Metadata.GetMetadata<IEndpointGroupNameMetadata>() is not null
                    from method in endpoint.Metadata.GetRequiredMetadata<IHttpMethodMetadata>().HttpMethods
                    select $"### {method} {endpoint.RoutePattern.RawText!.TrimEnd('/')}";

        calls.ShouldNotBeEmpty();
        calls.Except(Reference.Split('\n')).ShouldBeEmpty();
    }

    private static string Page(string slug) => Encoding.UTF8.GetString(ContentFolder.Read(Repository.Root).Find(Section.Docs, slug)!.Markdown.Span);

    private static IEnumerable<string> CodesOf(Type type) =>
        type.GetFields(BindingFlags.Public | BindingFlags.Static).Where(static field => field.IsLiteral).Select(static field => (string)field.GetRawConstantValue()!);
}
