using System.Text;
using JusInfer.Portal.Gateway.Requests;

namespace JusInfer.Portal.Tests.Gateway.Requests;

public sealed class RootFieldsTests
{
    private static readonly byte[][] Usual =
    [
        .. new[]
        {
            "model", "messages", "max_tokens", "temperature", "stream", "stream_options", "tools", "tool_choice", "metadata", "system",
        }.Select(Encoding.UTF8.GetBytes),
    ];

    [Fact]
    public void The_fields_of_a_usual_request_are_compared_without_an_allocation()
    {
        AddAll();
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 1_000; i++) AddAll();

        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBe(0);
    }

    [Fact]
    public void A_field_is_found_among_many()
    {
        for (var count = 1; count < 200; count += 7)
        {
            var names = Enumerable.Range(0, count).Select(static number => $"field_{number}").ToArray();

            Fails(names, "Field_0").ShouldBeTrue();
            Fails(names, $"\\u0066ield_{count - 1}").ShouldBeTrue("it is escaped");
            Fails(names, $"field_{count}").ShouldBeFalse();
        }
    }

    private static void AddAll()
    {
        var fields = new RootFields(stackalloc ulong[RootFields.UsualCount]);
        foreach (var name in Usual) fields.Add(name);
    }

    private static bool Fails(string[] names, string last)
    {
        var fields = new RootFields(stackalloc ulong[RootFields.UsualCount]);
        foreach (var name in names) fields.Add(Encoding.UTF8.GetBytes(name));
        try
        {
            fields.Add(Encoding.UTF8.GetBytes(last));
            return false;
        }
        catch (RequestFault)
        {
            return true;
        }
    }
}
