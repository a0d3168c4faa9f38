using System.Text;
using JusInfer.Portal.Gateway.Translation.Media;
using JusInfer.Portal.Tests.Gateway.Invoice;

namespace JusInfer.Portal.Tests.Gateway.Translation.Media;

public sealed class PdfPagesTests
{
    [Theory]
    [InlineData("/Kids [3 0 R 4 0 R]", 2)]
    [InlineData("/Kids[3 0 R]", 1)]
    [InlineData("/Kids\n[\n12 0 R\r\n15 1 R ]", 2)]
    [InlineData("/Kids[10 0 R 11 0 R] ... /Kids[3 0 R 4 0 R 5 0 R] ... /Kids [6 0 R]", 6)]
    [InlineData("/K#69ds[3 0 R]", 1)]
    [InlineData("/Kidsx[3 0 R] /Kids[3 0 R]", 1)]
    [InlineData("/Count 600 /Pages 2 0 R", null)]
    [InlineData("/Kids 7 0 R", null)]
    [InlineData("/Kids [3 0 R 3 0 R]", null)]
    [InlineData("/Kids [3 0 R] /Kids [3 0 R]", null)]
    [InlineData("/Kids [3 0 4 R]", null)]
    [InlineData("/Kids [3 0 R 4]", null)]
    [InlineData("/Kids [3 0 R % a comment\n]", null)]
    [InlineData("/Kids [3 0 R] /Type /ObjStm", null)]
    [InlineData("/Kids [3 0 R] /Type/XRef", null)]
    [InlineData("/Kids [3 0 R] /Type/Obj#53tm", null)]
    public void Pages_are_the_nodes_of_the_tree_unless_there_can_be_others(string body, int? pages) =>
        Of("%PDF-1.7\n" + body).ShouldBe(pages);

    [Fact]
    public void What_is_no_PDF_has_no_pages() => Of("PK /Kids [3 0 R]").ShouldBeNull();

    [Fact]
    public void The_document_of_the_tests_has_two_pages() => PdfPages.Count(Encoding.ASCII.GetBytes(Prompts.Document())).ShouldBe(2);

    /// <summary>A file is read in parts, whose ends can be anywhere.</summary>
    [Fact]
    public void A_list_can_be_anywhere_in_a_large_file()
    {
        var list = "/Kids [" + string.Join(' ', Enumerable.Range(1, 600).Select(static number => $"{number} 0 R")) + "]";
        for (var padding = 3_000; padding < 3_150; padding++)
            Of("%PDF-1.4\n" + new string(' ', padding) + list + new string('/', padding)).ShouldBe(600);
    }

    [Fact]
    public void More_pages_than_providers_accept_are_not_counted() =>
        Of("%PDF-1.4 /Kids [" + string.Join(' ', Enumerable.Range(1, 5_001).Select(static number => $"{number} 0 R")) + "]").ShouldBeNull();

    [Fact]
    public void Random_bytes_never_fail()
    {
        var random = new Random(38);
        var pieces = (string[])["/Kids", "[", "]", " 1 0 R", "/ObjStm", "#4", "/", "\n", "9999999999999", "R", "%", "stream"];
        for (var i = 0; i < 2_000; i++)
            Of("%PDF-1.4" + string.Concat(Enumerable.Range(0, random.Next(2_000)).Select(_ => pieces[random.Next(pieces.Length)])));
    }

    private static int? Of(string file) => PdfPages.Count(Encoding.ASCII.GetBytes(Convert.ToBase64String(Encoding.Latin1.GetBytes(file))));
}
