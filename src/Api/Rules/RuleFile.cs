using Grainwatch.Api.Alerts.Configuration;
using Grainwatch.Domain.Rules;

namespace Grainwatch.Api.Rules;

/// <summary>The rules of an <c>alerts.yml</c>, apart from everything else in it.</summary>
static class RuleFile
{
    public static IReadOnlyList<Rule> Read(string text, string file) =>
        [.. ResourceSpec.ReadFile(text, file).Where(spec => spec.Kind == ResourceKind.Rule).Select(spec => RuleReader.Read(spec.Node.Read()))];
}
