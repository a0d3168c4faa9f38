extern alias evaluation;
using evaluation::JusInfer.Routing.Evaluation.Reports;
using JusInfer.Portal.Tests.TestKit;

namespace JusInfer.Portal.Tests.Routing.Evaluation;

public sealed class DocumentTests
{
    [Fact]
    public void A_part_that_did_not_run_stays_as_it_is()
    {
        var present = File.ReadAllText(Repository.PathOf("docs", "ROUTING.md"));

        new Document(present).Write(prompts: null, steps: null, economics: null, floor: null, sessions: null).ShouldBe(present);
    }
}
