using System.Reflection;
using System.Text;
using JusInfer.Portal.Api;
using JusInfer.Portal.Content;
using JusInfer.Portal.Gateway.Errors;
using JusInfer.Portal.Tests.TestKit;

namespace JusInfer.Portal.Tests.Content;

/// <summary>The API reference keeps up with the code.</summary>
public sealed class ReferenceTests
{
    private static readonly string Reference =
        Encoding.UTF8.GetString(ContentFolder.Read(Repository.Root).Find(Section.Docs, "api-reference")!.Markdown.Span);

    public static TheoryData<string> Codes => [.. CodesOf(typeof(ErrorCodes)).Union(CodesOf(typeof(Problems)))];

    [Theory]
    [MemberData(nameof(Codes))]
    public void Every_error_code_is_described(string code) => Reference.ShouldContain($"`{code}`");

    private static IEnumerable<string> CodesOf(Type type) =>
        type.GetFields(BindingFlags.Public | BindingFlags.Static).Where(static field => field.IsLiteral).Select(static field => (string)field.GetRawConstantValue()!);
}
