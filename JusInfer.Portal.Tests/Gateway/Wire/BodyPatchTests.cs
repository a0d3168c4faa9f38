using System.Text;
using JusInfer.Portal.Gateway.Wire;

namespace JusInfer.Portal.Tests.Gateway.Wire;

public sealed class BodyPatchTests
{
    [Theory]
    [InlineData("0..3", "0..3=XY", "XY3456789")]
    [InlineData("7..10", "7..10=", "0123456")]
    [InlineData("in the order of the text", "2..3=A|5..6=BB", "01A34BB6789")]
    [InlineData("in another order", "5..6=BB|2..3=A", "01A34BB6789")]
    [InlineData("insertions", "0..0=<|10..10=>|5..5=+", "<01234+56789>")]
    [InlineData("side by side", "2..4=AA|4..6=B", "01AAB6789")]
    [InlineData("nothing", "", "0123456789")]
    public async Task A_patch_replaces_only_the_edited_ranges(string what, string edits, string patched)
    {
        var patch = new BodyPatch("0123456789"u8.ToArray());
        foreach (var edit in edits.Split('|', StringSplitOptions.RemoveEmptyEntries))
        {
            var (range, text) = (edit[..edit.IndexOf('=')], edit[(edit.IndexOf('=') + 1)..]);
            var (start, end) = (int.Parse(range.Split("..")[0]), int.Parse(range.Split("..")[1]));
            patch.Replace(start..end, Encoding.UTF8.GetBytes(text));
        }

        using var written = new MemoryStream();
        await patch.WriteToAsync(written, TestContext.Current.CancellationToken);

        Encoding.UTF8.GetString(written.ToArray()).ShouldBe(patched, what);
        patch.Length.ShouldBe(patched.Length, what);
    }
}
