using System.Globalization;
using System.Text.Json;
using Grainwatch.Pipes.Templates;
using Grainwatch.Pipes.Tests.Support;
using Grainwatch.Testing;

namespace Grainwatch.Pipes.Tests.AuditLog;

/// <summary>The pipes over generated changes, against plain LINQ over the same.</summary>
public sealed class AuditLogTests(PostgresFixture postgres) : IClassFixture<PostgresFixture>
{
    static readonly string[] Entities = ["project", "folder", "file", "group", "user"];
    static readonly string[] Actions = ["created", "updated", "deleted"];
    static readonly string?[] Companies = [null, "All", "1", "3", "9"];
    static readonly string?[] Likes = [null, "file", "_up", "%", ""];
    static readonly string?[] Exacts = [null, "All", "user_deleted", "User_deleted", ""];
    static readonly (string?, string?)[] Dates =
        [(null, null), ("2026-05-01 00:02:00", null), (null, "2026-05-01 00:05:00"), ("2026-05-01 00:02:00", "2026-05-01 00:05:00")];

    static readonly (string?, string?)[] Pages = [(null, null), ("10", null), ("10", "2"), (null, "1")];

    [Fact]
    public async Task ParamsFiltersAndPages()
    {
        var (rig, changes) = await FilledAsync();
        await using (rig)
        {
            foreach (var company in Companies)
            foreach (var like in Likes)
            foreach (var exact in Exacts)
            foreach (var (start, end) in Dates)
            foreach (var (size, page) in Pages)
            {
                (string Name, string? Value)[] given =
                [
                    ("company_id", company), ("event_like", like), ("event_exact", exact), ("start_date", start), ("end_date", end),
                    ("page_size", size), ("page", page),
                ];
                var take = int.Parse(size ?? "100", CultureInfo.InvariantCulture);
                var expected = changes
                    .Where(c => company is null or "All" || c.Company.ToString(CultureInfo.InvariantCulture) == company)
                    .Where(c => like is not null ? c.Name.Contains(like, StringComparison.Ordinal) : exact is null or "All" || c.Name == exact)
                    .Where(c => (start is null || c.Time >= Time(start)) && (end is null || c.Time <= Time(end)))
                    .OrderByDescending(c => c.Time)
                    .Skip(int.Parse(page ?? "0", CultureInfo.InvariantCulture) * take)
                    .Take(take)
                    .Select(c => $"{c.Company}|{c.Author}|{c.Name}|{c.Time.ToString("yyyy-MM-dd HH:mm:ss.fff", CultureInfo.InvariantCulture)}");

                Assert.Equal(expected, await rig.RowsAsync("api_audit_log_params", [.. given.Where(g => g.Value is not null).Select(g => (g.Name, g.Value!))]));
            }
        }
    }

    [Fact]
    public async Task CountPerTypeHasAColumnForEachKindOfChange()
    {
        var (rig, changes) = await FilledAsync();
        await using (rig)
        {
            foreach (var company in Companies)
            foreach (var (start, end) in Dates)
            {
                (string Name, string? Value)[] given = [("company_id", company), ("start_date", start), ("end_date", end)];
                var expected = changes
                    .Where(c => company is null or "All" || c.Company.ToString(CultureInfo.InvariantCulture) == company)
                    .Where(c => (start is null || c.Time >= Time(start)) && (end is null || c.Time <= Time(end)))
                    .GroupBy(c => c.Time.ToString("yyyy-MM-dd HH:mm:00", CultureInfo.InvariantCulture))
                    .OrderBy(g => g.Key, StringComparer.Ordinal)
                    .Select(g => $"{g.Key}|{string.Join('|', Entities.SelectMany(e => Actions.Select(a => g.Count(c => c.Name == $"{e}_{a}"))))}");

                Assert.Equal(expected, await rig.RowsAsync("api_count_per_type", [.. given.Where(g => g.Value is not null).Select(g => (g.Name, g.Value!))]));
            }

            var meta = (await rig.AskAsync("api_count_per_type"))["meta"]!.AsArray();
            Assert.Equal("tf DateTime", $"{meta[0]!["name"]} {meta[0]!["type"]}");
            Assert.Equal(16, meta.Count);
            Assert.Equal("user_deleted UInt64", $"{meta[15]!["name"]} {meta[15]!["type"]}");
        }
    }

    [Fact]
    public async Task EnrichedJoinsCompanies()
    {
        var (rig, changes) = await FilledAsync();
        await using (rig)
        {
            var companies = new[] { (1, "One", "Pro"), (2, "Two", "Dev"), (3, "Three", "Pro"), (7, "Seven", "Dev") };
            Assert.Empty(await rig.InsertAsync("companies", companies.Select(c => JsonSerializer.Serialize(new { company_id = c.Item1, name = c.Item2, size = 4_000_000_000, plan = c.Item3 }))));
            var expected = companies
                .Select(c => (Name: c.Item2, Events: changes.Count(x => x.Company == c.Item1), Plan: c.Item3))
                .Where(c => c.Events > 0).OrderBy(c => c.Name, StringComparer.Ordinal).Select(c => $"{c.Name}|{c.Events}|{c.Plan}");

            Assert.Equal(expected, await rig.RowsAsync("api_audit_log_enriched"));
            var types = (await rig.AskAsync("api_audit_log_enriched"))["meta"]!.AsArray().Select(m => $"{m!["name"]} {m["type"]}");
            Assert.Equal(["name LowCardinality(String)", "events UInt64", "plan LowCardinality(String)"], types);
        }
    }

    [Theory]
    [InlineData("api_audit_log_params", "company_id", "1 or 1=1")]
    [InlineData("api_audit_log_params", "company_id", "99999")]
    [InlineData("api_audit_log_params", "company_id", "")]
    [InlineData("api_audit_log_params", "page", "x")]
    [InlineData("api_audit_log_params", "page", "")]
    [InlineData("api_audit_log_params", "page_size", "many")]
    [InlineData("api_audit_log_params", "page_size", "")]
    [InlineData("api_audit_log_params", "start_date", "2026")]
    [InlineData("api_audit_log_params", "start_date", "")]
    [InlineData("api_audit_log_params", "end_date", "yesterday")]
    [InlineData("api_count_per_type", "company_id", "one")]
    [InlineData("api_count_per_type", "company_id", "")]
    [InlineData("api_count_per_type", "start_date", "")]
    [InlineData("api_count_per_type", "end_date", "2026-13-01 00:00:00")]
    public async Task WrongParametersAreRefused(string pipe, string name, string value)
    {
        await using var rig = await PipeRig.StartAsync(postgres);
        await rig.DeployAsync(Repository.Projects);

        await Assert.ThrowsAsync<TemplateException>(() => rig.AskAsync(pipe, (name, value)));
    }

    static DateTime Time(string text) => DateTime.ParseExact(text, "yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture);

    async Task<(PipeRig, List<Change>)> FilledAsync()
    {
        var rig = await PipeRig.StartAsync(postgres);
        await rig.DeployAsync(Repository.Projects);
        var random = new Random(12);
        var changes = Enumerable.Range(0, 300).Select(i => new Change(
            new DateTime(2026, 5, 1).AddMilliseconds((i * 1500) + random.Next(1000)),
            random.Next(1, 6),
            random.Next(20) == 0 ? "login" : $"{Entities[random.Next(5)]}_{Actions[random.Next(3)]}",
            $"ann{random.Next(5)}@example.org")).ToList();
        // With a T and six digits, as naive ISO times come from Python.
        Assert.Empty(await rig.InsertAsync("audit_log_hfi", changes.Select(c => JsonSerializer.Serialize(new
        {
            datetime = c.Time.ToString("yyyy-MM-ddTHH:mm:ss.fff", CultureInfo.InvariantCulture) + "311",
            company_id = c.Company,
            @event = c.Name,
            payload = new { entity_id = "9f", author = c.Author },
            device = new { browser = "Safari", OS = "iOS" },
        }))));
        return (rig, changes);
    }

    sealed record Change(DateTime Time, int Company, string Name, string Author);
}
