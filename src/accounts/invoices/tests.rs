//! Invoices in every form, and papers that only speak of them.

use super::*;
use crate::accounts::testing::document;
use crate::model::{InvoiceKind, Money};

fn of(text: &str) -> Vec<Invoice> {
    of_document(DocId(0), &document("发票.pdf", text))
}

fn fields(text: &str) -> Vec<(String, String)> {
    let pair = |l: &str| l.trim().split_once(": ").map(|(n, v)| (n.to_owned(), v.to_owned()));
    text.lines().filter_map(pair).collect()
}

const PLAIN: &str = "电子发票（普通发票）
    发票号码：26452000001966310048
    开票日期：2026年10月12日
    购\t销
    名称：广西某某研究会\t名称：南宁市某某数码印务有限公司
    买\t售
    统一社会信用代码/纳税人识别号：51450000MJ90217564\t统一社会信用代码/纳税人识别号：91450102MA5L3W807F
    T 项目名称 | 规格型号 | 单位 | 数量 | 单价 | 金额 | 税率/征收率 | 税额
    T *印刷品*会议资料印刷 | | 项 | 1 | 2831.68 | 2831.68 | 1% | 28.32
    T 合计 | | | | | ¥2831.68 | | ¥28.32
    价税合计（大写）衆贰仟捌佰陆拾元整\t（小写）¥2860.00
    备注：十月资料
    开票人：李某";

#[test]
fn a_digital_invoice_is_read() {
    let all = of(PLAIN);
    assert_eq!(all.len(), 1);
    let i = &all[0];
    assert_eq!((i.kind, i.number.as_str()), (InvoiceKind::DigitalOrdinary, "26452000001966310048"));
    assert_eq!((i.buyer.as_str(), i.seller.as_str()), ("广西某某研究会", "南宁市某某数码印务有限公司"));
    assert_eq!((i.buyer_tax_id.as_str(), i.seller_tax_id.as_str()), ("51450000MJ90217564", "91450102MA5L3W807F"));
    assert_eq!(i.gross, Some(Money::yuan(2860)));
    assert_eq!((i.net, i.tax), ("2831.68".parse().ok(), "28.32".parse().ok()));
    assert_eq!(i.in_words_amount, Some(Money::yuan(2860)));
    assert_eq!(i.date.map(|d| d.to_string()).as_deref(), Some("2026-10-12"));
    assert_eq!(i.lines.len(), 1);
    assert_eq!((i.lines[0].unit.as_str(), i.lines[0].quantity.as_str(), i.lines[0].rate.as_str()), ("项", "1", "1%"));
    assert_eq!(i.remarks, "十月资料");
}

#[test]
fn several_tickets_in_one_file_and_an_older_invoice() {
    let all = of("电子发票（铁路电子客票）
        发票号码：26459165400017386201\t开票日期：2026年06月10日
        票价：￥87.00
        购买方名称：某茶业有限公司\t统一社会信用代码：91450406MA5KD2W83P
        电子发票（铁路电子客票）
        发票号码：26459165400017391148\t开票日期：2026年06月12日
        票价：￥87.00
        广西增值税电子普通发票
        发票代码：045002000111
        发票号码：12345678
        开票日期：2026 年 05 月 06 日
        名 称：某学会\t名 称：某宾馆
        价税合计（大写）⊗伍佰圆整\t（小写）¥500.00");
    assert_eq!(all.len(), 3);
    assert_eq!(
        (all[0].kind, all[0].buyer.as_str(), all[0].gross),
        (InvoiceKind::Rail, "某茶业有限公司", Some(Money::yuan(87)))
    );
    assert_eq!(
        (all[2].kind, all[2].number.as_str(), all[2].buyer.as_str()),
        (InvoiceKind::Vat, "045002000111-12345678", "某学会")
    );
}

#[test]
fn the_xml_beside_the_pdf_is_the_same_invoice() {
    let mut second = document("发票.xml", "电子发票（普通发票）");
    second.fields = fields(
        "EIid: 26452000001966310048
        IssueTime: 2026-10-12 09:30:00
        BuyerName: 广西某某研究会
        SellerName: 南宁市某某数码印务有限公司
        TotalAmWithoutTax: 2831.68
        TotalTaxAm: 28.32
        TotalTax-includedAmount: 2860.00
        IssuItemInformation/ItemName: *印刷品*会议资料印刷
        IssuItemInformation/Amount: 2831.68",
    );
    second.format = Format::Xml;
    let dossier = crate::accounts::testing::dossier(vec![second, document("发票.pdf", PLAIN)]);
    let all = read(&dossier, &Kinds::default());
    assert_eq!(all.len(), 1);
    assert_eq!(all[0].evidence.doc, DocId(1));
    let alone = crate::accounts::testing::dossier(vec![dossier.documents[0].clone()]);
    let i = read(&alone, &Kinds::default()).remove(0);
    assert_eq!((i.gross, i.tax, i.buyer.as_str()), (Some(Money::yuan(2860)), "28.32".parse().ok(), "广西某某研究会"));
}

#[test]
fn a_list_of_numbers_is_no_invoice() {
    assert!(of("T 序号 | 支出内容 | 金额 | 发票号码\nT 1 | 印刷费 | 2860.00 | 26452000001966310048").is_empty());
    assert!(of("请将发票号码填入下表。").is_empty());
}

#[test]
fn a_ledger_a_claim_form_and_an_inquiry_page_are_no_invoices() {
    for text in [
        "电子发票汇总表\nT 序号 | 发票号码 | 开票日期 | 购买方 | 价税合计 | 税额\nT 1 | 26452000001966310048 | 2026年10月12日 | 某学会 | ¥2860.00 | 28.32",
        "电子发票\nT 序号 | 开票日期 | 税额 | 发票号码\nT 1 | 2026-10-12 | 28.32 | 26452000001966310048",
        "费用报销单\n发票号码：26452000001966310048\t开票日期：2026年10月12日\n购买方：某学会\t销售方：某公司\n税额：28.32\n合计（大写）贰仟捌佰陆拾元整（小写）¥2860.00",
        "发票查验结果\n查验次数：第1次\n电子发票（普通发票）\n发票号码：26452000001966310048\n开票日期：2026年10月12日\n价税合计（小写）¥2860.00",
        "经费决算表\nT 序号 | 支出内容 | 金额 | 备注\nT 1 | 印刷费 | 2860.00 | 发票号码：26452000001966310048，开票日期2026年10月12日",
    ] {
        assert!(of(text).is_empty(), "{text}");
    }
}

#[test]
fn an_invoice_over_two_pages_is_one_and_one_printed_twice_too() {
    let page = |n: u32, goods: &str, total: &str| {
        format!(
            "电子发票（普通发票）\n发票号码：26452000001966310049\n开票日期：2026年10月13日\n共2页 第{n}页\n名称：甲学会\t名称：乙公司\n\
             T 项目名称 | 规格型号 | 单位 | 数量 | 单价 | 金额 | 税率/征收率 | 税额\n{goods}\n{total}\n"
        )
    };
    let first = page(
        1,
        "T *印刷品*论文集 | A4 | 本 | 100 | 20 | 2000.00 | 1% | 20.00",
        "T 小计 | | | | | ¥2000.00 | | ¥20.00\n价税合计（大写）",
    );
    let second = page(
        2,
        "T *印刷品*手册 | | 册 | 50 | 10 | 500.00 | 1% | 5.00",
        "T 合计 | | | | | ¥2500.00 | | ¥25.00\n价税合计（大写）贰仟伍佰贰拾伍圆整\t（小写）¥2525.00",
    );
    let all = of(&format!("{first}{second}"));
    assert_eq!(all.len(), 1);
    assert_eq!((all[0].lines.len(), all[0].net, all[0].gross), (2, Some(Money::yuan(2500)), Some(Money::yuan(2525))));
    assert_eq!((all[0].lines[0].spec.as_str(), all[0].lines[1].spec.as_str()), ("A4", ""));
    assert_eq!(of(&format!("{PLAIN}\n{PLAIN}")).len(), 1);
    let other = PLAIN.replace("2860.00", "2960.00");
    assert_eq!(of(&format!("{PLAIN}\n{other}")).len(), 2);
}

#[test]
fn wrapped_names_discounts_and_missing_rates_are_lines() {
    let text = "电子发票（普通发票）\n发票号码：26452000001966310050\n开票日期：2026年10月13日\n\
        项目名称\t规格型号\t单位\t数量\t单价\t金额\t税率/征收率\t税额\n\
        *会展服务*第十二届学术年\t\t项\t1\t3000\t3000.00\t6%\t180.00\n会会议服务费\n\
        *会展服务*第十二届学术年会会议服务费\t-100.00\t6%\t-6.00\n\
        *现代服务*摄像\t次\t2\t450\t900.00\t免税\t***\n\
        合计\t¥3800.00\t¥174.00\n价税合计（大写）叁仟玖佰柒拾肆圆整（小写）¥3974.00\n备注";
    let invoice = of(text).remove(0);
    let lines: Vec<_> = invoice
        .lines
        .iter()
        .map(|l| (l.item.as_str(), l.amount.map(|m| m.to_string()).unwrap_or_default(), l.rate.as_str()))
        .collect();
    assert_eq!(
        lines,
        [
            ("*会展服务*第十二届学术年会会议服务费", "3000.00".to_owned(), "6%"),
            ("*会展服务*第十二届学术年会会议服务费", "-100.00".to_owned(), "6%"),
            ("*现代服务*摄像", "900.00".to_owned(), "免税"),
        ]
    );
    assert_eq!((invoice.lines[2].tax, invoice.lines[2].price), (None, Some(Money::yuan(450))));
}

#[test]
fn labels_spread_out_or_above_their_values_are_read() {
    let mut document = document(
        "a.pdf",
        "广西增值税电子普通发票\n发票代码：045002000111\n发票号码：１２３４５６７８\n开票日期：2026 年05 月06 日\n校 验 码：12345 67890 12345 67890\n\
        T 购买方 | 名        称：@ | 密码区 | 03<5\nT 销售方 | 名 称 | 梧州市某某宾馆有限公司 | 备注 | 入住2人\n价税合计（大写）⊗伍佰圆整\t（小写）￥500.00",
    );
    for block in &mut document.blocks {
        if let crate::model::Content::Table(t) = &mut block.content {
            for cell in t.rows.iter_mut().flat_map(|r| &mut r.cells) {
                cell.text = cell.text.replace('@', "广西某某科技传播与会\n展研究会\n纳税人识别号：51450000MJ90217564");
            }
        }
    }
    let i = of_document(DocId(0), &document).remove(0);
    assert_eq!((i.kind, i.number.as_str()), (InvoiceKind::Vat, "045002000111-12345678"));
    assert_eq!((i.buyer.as_str(), i.buyer_tax_id.as_str()), ("广西某某科技传播与会展研究会", "51450000MJ90217564"));
    assert_eq!((i.seller.as_str(), i.remarks.as_str()), ("梧州市某某宾馆有限公司", "入住2人"));
    assert_eq!((i.check_code.as_str(), i.gross), ("12345678901234567890", Some(Money::yuan(500))));
}

#[test]
fn remarks_with_a_project_name_or_another_number_do_not_mislead() {
    let i =
        of(&PLAIN.replace("备注：十月资料", "备注：项目名称：学术年会 被红冲蓝字数电发票号码：26452000001966310001"))
            .remove(0);
    assert_eq!((i.number.as_str(), i.seller.as_str()), ("26452000001966310048", "南宁市某某数码印务有限公司"));
    let red =
        of("电子发票（普通发票）\n发票号码：26452000001966310070\n开票日期：2026年10月15日\n合计\t¥-100.00\t¥-3.00\n\
        价税合计（大写）（负数）壹佰零叁圆整\t（小写）¥-103.00\n备注：被红冲蓝字数电发票号码：26452000001966310061")
        .remove(0);
    assert_eq!((red.gross, red.in_words_amount), (Some(Money::yuan(-103)), Some(Money::yuan(-103))));
}

#[test]
fn tickets_and_small_vouchers() {
    let rail = of("电子发票（铁路电子客票）\n发票号码:26459165400017386201\t开票日期:2026年06月10日\n南宁东站\tD3925\t梧州南站\n2026年06月08日\t09:15开\n\
        票价:￥87.00\n4501031990****1234 张某某\n电子客票号:91654E0069061009998882026\n购买方名称:甲学会\t统一社会信用代码:51450000MJ90217564")
    .remove(0);
    assert_eq!(
        (rail.kind, rail.passenger.as_str(), rail.ticket.as_str()),
        (InvoiceKind::Rail, "张某某", "91654E0069061009998882026")
    );
    assert_eq!((rail.buyer.as_str(), rail.seller.as_str()), ("甲学会", ""));
    let fixed = of("广西通用定额发票发票代码：145002010101\n发票号码：07654321\n伍拾元整").remove(0);
    assert_eq!((fixed.kind, fixed.gross), (InvoiceKind::Other, Some(Money::yuan(50))));
    let taxi =
        of("南宁市出租汽车专用发票\n发票代码 145011800000\n发票号码 01234567\n日期 2026-05-06\n金额 35.00元").remove(0);
    assert_eq!((taxi.gross, taxi.date.is_some()), (Some(Money::yuan(35)), true));
}

#[test]
fn data_of_both_dialects_and_of_tickets_is_read() {
    let doc = DocId(0);
    let digital = structured::invoice(
        doc,
        &fields(
            "EInvoice/Header/EIid: 26452000001966310048
        EInvoice/Header/InherentLabel/GeneralOrSpecialVAT/LabelName: 增值税专用发票
        EInvoice/EInvoiceData/SellerInfo/SellerName: 乙公司
        EInvoice/EInvoiceData/BuyerInfo/BuyerName: 甲学会
        EInvoice/EInvoiceData/BasicInformation/TotalAmWithoutTax: 200.00
        EInvoice/EInvoiceData/BasicInformation/TotalTaxAm: 12.00
        EInvoice/EInvoiceData/BasicInformation/TotalTax-includedAmount: 212.00
        EInvoice/EInvoiceData/BasicInformation/TotalTax-includedAmountInChinese: 贰佰壹拾贰圆整
        EInvoice/EInvoiceData/IssuItemInformation[1]/ItemName: *印刷品*手册
        EInvoice/EInvoiceData/IssuItemInformation[1]/SpecMod: A5
        EInvoice/EInvoiceData/IssuItemInformation[1]/Quantity: 3
        EInvoice/EInvoiceData/IssuItemInformation[1]/UnPrice: 100.0000000000001
        EInvoice/EInvoiceData/IssuItemInformation[1]/Amount: 300.00
        EInvoice/EInvoiceData/IssuItemInformation[1]/TaxRate: 0.06
        EInvoice/EInvoiceData/IssuItemInformation[1]/ComTaxAm: 18.00
        EInvoice/EInvoiceData/IssuItemInformation[2]/ItemName: *印刷品*手册
        EInvoice/EInvoiceData/IssuItemInformation[2]/Amount: -100.00
        EInvoice/EInvoiceData/IssuItemInformation[2]/TaxRate: 6%
        EInvoice/EInvoiceData/IssuItemInformation[2]/ComTaxAm: -6.00
        EInvoice/TaxSupervisionInfo/InvoiceNumber: 26452000001966310048
        EInvoice/TaxSupervisionInfo/IssueTime: 2026-10-12 10:00:00",
        ),
    )
    .expect("an invoice");
    assert_eq!((digital.kind, digital.lines.len()), (InvoiceKind::DigitalSpecial, 2));
    assert_eq!((digital.lines[0].rate.as_str(), digital.lines[0].spec.as_str()), ("6%", "A5"));
    assert_eq!((digital.gross, digital.in_words_amount), (Some(Money::yuan(212)), Some(Money::yuan(212))));
    let older = structured::invoice(
        doc,
        &fields(
            "eInvoice/InvoiceCode: 011002680026
        eInvoice/InvoiceNo: 71500013
        eInvoice/IssueDate: 2020年02月20日
        eInvoice/Buyer/BuyerName: 甲学会
        eInvoice/Buyer/BuyerTaxID: 51450000MJ90217564
        eInvoice/Seller/SellerName: 乙公司
        eInvoice/TaxInclusiveTotalAmount: ￥103.00
        eInvoice/TaxExclusiveTotalAmount: 100.00
        eInvoice/TaxTotalAmount: 3.00
        eInvoice/GoodsInfos/Item[1]: *谷物*优质长粒
        eInvoice/GoodsInfos/Item[2]: 香米
        eInvoice/GoodsInfos/Item[3]: *谷物*稻谷
        eInvoice/GoodsInfos/Amount[1]: 60.00
        eInvoice/GoodsInfos/Amount[2]: 40.00
        eInvoice/GoodsInfos/TaxAmount[1]: 1.80",
        ),
    )
    .expect("an invoice");
    assert_eq!(
        (older.kind, older.number.as_str(), older.gross),
        (InvoiceKind::Vat, "011002680026-71500013", Some(Money::yuan(103)))
    );
    let lines: Vec<_> = older.lines.iter().map(|l| (l.item.as_str(), l.amount, l.tax)).collect();
    // one tax for two lines: whose it is cannot be told
    assert_eq!(
        lines,
        [("*谷物*优质长粒香米", Some(Money::yuan(60)), None), ("*谷物*稻谷", Some(Money::yuan(40)), None)]
    );
    let rail = structured::invoice(
        doc,
        &fields(
            "xbrl/TypeOfVoucher: 电子发票（铁路电子客票）
        xbrl/ElectronicInvoiceRailwayETicketNumber: 26419122537000504214
        xbrl/DateOfIssue: 2026-07-11
        xbrl/TravelDate: 2026-07-02
        xbrl/Fare: 272.50
        xbrl/TotalAmountExcludingTax: 250.00
        xbrl/TaxAmount: 22.50
        xbrl/NameOfPurchaser: 甲学会",
        ),
    )
    .expect("a ticket");
    assert_eq!((rail.kind, rail.gross.map(|m| m.to_string()).as_deref()), (InvoiceKind::Rail, Some("272.50")));
    assert_eq!(rail.date.map(|d| d.to_string()).as_deref(), Some("2026-07-11"));
    assert!(structured::invoice(doc, &fields("settings/amount: 3\nsettings/number: 12")).is_none());
}

fn recognised(mut document: Document) -> Document {
    document.blocks.iter_mut().for_each(|b| b.origin = crate::model::Origin::Ocr(80));
    document
}

#[test]
fn a_scan_of_a_read_invoice_is_the_same_and_one_alone_is_marked() {
    let misread = PLAIN.replace("26452000001966310048", "26452000001966370048");
    let dossier =
        crate::accounts::testing::dossier(vec![document("a.pdf", PLAIN), recognised(document("b.jpg", &misread))]);
    let all = read(&dossier, &Kinds::default());
    assert_eq!((all.len(), all[0].recognised), (1, false));
    let alone = crate::accounts::testing::dossier(vec![recognised(document("b.jpg", &misread))]);
    assert!(read(&alone, &Kinds::default())[0].recognised);
    // two prints of one number remain V01's matter
    let twice = crate::accounts::testing::dossier(vec![document("a.pdf", PLAIN), document("b.pdf", PLAIN)]);
    assert_eq!(read(&twice, &Kinds::default()).len(), 2);
}

#[test]
fn figures_and_labels_broken_in_narrow_cells_are_whole() {
    let mut document = document(
        "a.pdf",
        "电子发票（普通发票）\n发票号码：26452000001966310088开票日期：2026年09月12日\n\
        T 购买方信息 | 名称：甲学会@统一社会信@用代码/纳税人@识别号：51450000MJ90217564 | 销售方信息 | 名称：乙公司\n\
        T 项目名称 | 规格型号 | 单位 | 数量 | 单价 | 金额 | 税率/征收率 | 税额\n\
        T *会展服务*设备@租赁 | A型 | 项 | 1 | 3000.0@0 | 3000.0@0 | 6% | 180.00\n\
        T *印刷品*甲@*印刷品*乙 | | 本 | 1@2 | 5.00@6.00 | 5.00@12.00 | 1%@1% | 0.05@0.12\n\
        T 合计 | | | | | ¥3017.@00 | | ¥180.1@7\n\
        价税合计（大写）叁仟壹佰玖拾柒元壹角柒分（小写）¥3197.17",
    );
    for block in &mut document.blocks {
        if let crate::model::Content::Table(t) = &mut block.content {
            t.rows.iter_mut().flat_map(|r| &mut r.cells).for_each(|c| c.text = c.text.replace('@', "\n"));
        }
    }
    let i = of_document(DocId(0), &document).remove(0);
    assert_eq!((i.buyer.as_str(), i.buyer_tax_id.as_str()), ("甲学会", "51450000MJ90217564"));
    let amounts: Vec<_> = i.lines.iter().filter_map(|l| l.amount).map(|m| m.to_string()).collect();
    assert_eq!(amounts, ["3000.00", "5.00", "12.00"]);
    assert_eq!((i.lines[0].spec.as_str(), i.lines[2].quantity.as_str()), ("A型", "2"));
    assert_eq!((i.net, i.tax.map(|m| m.to_string()).as_deref()), (Some(Money::yuan(3017)), Some("180.17")));
}

#[test]
fn marks_that_recognition_mistakes_are_mended_only_in_what_was_recognised() {
    let text = "电子发票 《普通发票)      发票号码 ; 26452000001966310048\n开 票 日 期 ; 2026年10月12日\n\
        身| 名 称 ; 广西某某学术研究会      东| 名 称 ; 南宁市某某会展服务有限公司\n\
        *会展服务*会议服务费      项   1   3000.00   3000.00   6%   180.00\n\
        合计      半3000.00      半180.00\n价税合计(大写)      叁仟壹佰捌拾圆整      (小宇) 半3180.00";
    let i = of_document(DocId(0), &recognised(document("a.jpg", text))).remove(0);
    assert_eq!((i.buyer.as_str(), i.seller.as_str()), ("广西某某学术研究会", "南宁市某某会展服务有限公司"));
    assert_eq!((i.net, i.tax, i.gross), (Some(Money::yuan(3000)), Some(Money::yuan(180)), Some(Money::yuan(3180))));
    assert_eq!((i.date.is_some(), i.recognised, i.lines.len()), (true, true, 1));
    assert!(of(text).iter().all(|i| i.gross.is_none() && i.buyer.is_empty()));
}

#[test]
fn the_place_to_look_at_is_a_page_where_there_is_one() {
    let mut ofd = document("a.ofd", PLAIN);
    ofd.format = Format::Ofd;
    for block in &mut ofd.blocks {
        block.place = Place::Page(1);
    }
    ofd.fields = fields("CustomDatas/发票号码: 26452000001966310048\nCustomDatas/价税合计: 2860.00");
    let mut data = document("a.ofd/original_invoice.xml", "");
    data.format = Format::Xml;
    data.fields = fields("EIid: 26452000001966310048\nIssueTime: 2026-10-12\nTotalTax-includedAmount: 2860.00");
    let all = read(&crate::accounts::testing::dossier(vec![ofd, data]), &Kinds::default());
    assert_eq!(all.len(), 1);
    assert_eq!((all[0].evidence.doc, &all[0].evidence.place), (DocId(0), &Place::Page(1)));
    assert!(all[0].structured && all[0].lines.len() == 1);
}
